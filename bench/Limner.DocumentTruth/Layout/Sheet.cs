using System.Text;
using System.Text.Json;

namespace Limner.DocumentTruth.Layout;

/// <summary>A document to be laid out: the blocks of its flow, and what stands around them on each page. All strings are HTML; what counts as a block has <c>data-c</c>, its class.</summary>
internal sealed record Sheet(string Kind, string Language)
{
    public List<string> Flow { get; } = [];

    /// <summary>Over all columns of the first page.</summary>
    public string? Top { get; set; }

    /// <summary>Beside the columns of the first page: a stream of its own.</summary>
    public string? Aside { get; set; }

    public bool AsideLeft { get; set; }

    /// <summary>On each page, <c>{page}</c> is its number.</summary>
    public string? Head { get; set; }

    public string? Foot { get; set; }

    public bool FootCentred { get; set; }

    public int Columns { get; set; } = 1;

    public int Pages { get; set; } = 1;

    public int FirstNumber { get; set; } = 1;

    /// <summary>Which page, from 1, is a scan among printed ones; 0: none.</summary>
    public int ScannedPage { get; set; }

    public required Style Style { get; init; }

    /// <summary>The page that <c>Paginate.js</c> fills.</summary>
    public string Html(string css) => $$"""
        <!doctype html><html lang="{{Language}}"><meta charset="utf-8"><title>{{Kind}}</title><style>{{css}}
        body { font-family: {{Style.Body}}; font-size: {{Style.Points}}pt; line-height: {{Style.LineHeight}}; {{(Language != "en" ? "word-break: keep-all;" : "")}} }
        h1, h2, h3, h4, h5 { font-family: {{Style.Headings}}; }
        </style><body class="{{string.Join(' ', new[] { Style.Justified ? "justified" : "", Style.Indented ? "indented" : "" }.Where(name => name.Length > 0))}}">
        """;

    /// <summary>The argument of <c>Paginate.js</c>.</summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartArray("flow");
            Flow.ForEach(json.WriteStringValue);
            json.WriteEndArray();
            json.WriteString("top", Top);
            json.WriteString("aside", Aside);
            json.WriteBoolean("asideLeft", AsideLeft);
            json.WriteString("head", Head);
            json.WriteString("foot", Foot);
            json.WriteBoolean("footCentred", FootCentred);
            json.WriteNumber("columns", Columns);
            json.WriteNumber("pages", Pages);
            json.WriteNumber("firstNumber", FirstNumber);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}

/// <summary>How a document looks.</summary>
/// <param name="Body">CSS font families.</param>
internal sealed record Style(string Body, string Headings, double Points, double LineHeight, bool Justified, bool Indented)
{
    private static readonly string[] Latin = ["Liberation Serif", "Liberation Sans", "DejaVu Serif", "DejaVu Sans"];
    private static readonly string[] Hangul = ["NanumMyeongjo", "NanumGothic", "NanumBarunGothic", "NanumSquare"];

    public static Style Of(Random random, string language, int columns)
    {
        var fonts = language == "en" ? Latin : Hangul;
        var body = fonts[random.Next(fonts.Length)];
        var headings = random.Next(3) == 0 ? fonts[random.Next(fonts.Length)] : body;
        var wide = body.StartsWith("DejaVu", StringComparison.Ordinal);
        var points = (columns == 1 ? 10.5 : columns == 2 ? 9.5 : 8.5) + (random.Next(3) * 0.5) - (wide ? 0.5 : 0);
        return new Style($"'{body}'", $"'{headings}'", points, language != "en" ? 1.6 : 1.3 + (random.Next(3) * 0.06), random.Next(2) == 0, random.Next(3) == 0);
    }
}
