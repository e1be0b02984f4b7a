using System.Globalization;
using System.Net;
using System.Text;
using Limner.DocumentTruth.Prose;

namespace Limner.DocumentTruth.Layout;

/// <summary>Blocks as HTML, each with its class in <c>data-c</c>.</summary>
internal sealed class Blocks(IProse prose, Random random)
{
    private readonly int[] _numbers = new int[5];
    private int _figures;
    private int _tables;
    private int _notes;

    /// <summary>Whether headings are numbered: 1, 1.1, ...</summary>
    public bool Numbered { get; init; }

    public string Title(string text, bool centred = false) => $"<h1 data-c=\"title\"{(centred ? " class=\"centred\"" : "")}>{Encode(text)}</h1>";

    /// <param name="level">From 1.</param>
    public string Heading(int level, bool spanning = false)
    {
        _numbers[level]++;
        Array.Clear(_numbers, level + 1, _numbers.Length - level - 1);
        var number = Numbered ? string.Join('.', _numbers[1..(level + 1)]) + (level == 1 ? ". " : " ") : "";
        return $"<h{level + 1} data-c=\"heading\" data-level=\"{level}\"{(spanning ? " class=\"spanning\"" : "")}>{number}{Encode(prose.Phrase())}</h{level + 1}>";
    }

    public string Paragraph(int atLeast = 2, int atMost = 5) => Text(prose.Paragraph(random.Next(atLeast, atMost + 1)));

    public static string Text(string text, string className = "") => $"<p data-c=\"paragraph\" class=\"{className}\">{Encode(text)}</p>";

    /// <summary>A paragraph with a mark, and the note at the foot of its page.</summary>
    public string WithNote()
    {
        var number = ++_notes;
        var note = $"<p data-c=\"footnote\"><sup>{number}</sup> {Encode(prose.Sentence())}</p>";
        return $"<p data-c=\"paragraph\" data-note=\"{WebUtility.HtmlEncode(note)}\">{Encode(prose.Paragraph(2))}<sup>{number}</sup> {Encode(prose.Sentence())}</p>";
    }

    public string List(int items, bool ordered, int depth = 1, int level = 1)
    {
        var tag = ordered ? "ol" : "ul";
        var html = new StringBuilder($"<{tag}>");
        for (var i = 0; i < items; i++)
        {
            html.Append(CultureInfo.InvariantCulture, $"<li><div data-c=\"list_item\" data-level=\"{level}\">{Encode(random.Next(3) == 0 ? prose.Sentence() + " " + prose.Sentence() : prose.Sentence())}</div>");
            if (level < depth && i % 2 == 0)
            {
                html.Append(List(random.Next(2, 4), ordered && random.Next(2) == 0, depth, level + 1));
            }

            html.Append("</li>");
        }

        return html.Append(CultureInfo.InvariantCulture, $"</{tag}>").ToString();
    }

    /// <summary>A drawing: a diagram with words or a picture without.</summary>
    /// <param name="where"><c>left</c> or <c>right</c> beside the text, or nothing.</param>
    public string Figure(int millimetres, string where = "", bool captioned = true, bool captionAbove = false)
    {
        var caption = captioned ? $"<p data-c=\"caption\" class=\"caption\" style=\"max-width:{millimetres}mm;margin-left:auto;margin-right:auto\">{prose.Word(Label.Figure)} {++_figures}. {Encode(prose.Phrase())}</p>" : "";
        var drawing = random.Next(2) == 0 ? Bars(millimetres) : Shapes(millimetres);
        return $"<figure class=\"{where}\">{(captionAbove ? caption : "")}<div data-c=\"figure\" style=\"width:fit-content;margin:0 auto\">{drawing}</div>{(captionAbove ? "" : caption)}</figure>";
    }

    public string Code(int lines)
    {
        var text = new StringBuilder();
        for (var i = 0; i < lines; i++)
        {
            var name = $"{(char)('a' + random.Next(26))}{random.Next(10, 99)}";
            text.Append(random.Next(6) switch
            {
                0 => $"for ({name} = 0; {name} < {random.Next(4, 900)}; {name}++) {{",
                1 => $"    total += values[{name}] * {random.Next(2, 60)};",
                2 => $"    if ({name} > limit) return {random.Next(9)};",
                3 => $"# {name}: {random.Next(100, 999)} bytes read",
                4 => $"open(\"/var/lib/{name}.dat\", \"r{random.Next(9)}\")",
                _ => $"print({name}, {random.Next(1000)})",
            }).Append('\n');
        }

        return $"<pre data-c=\"code\">{Encode(text.ToString())}</pre>";
    }

    public string Formula() => "<p class=\"formula\" data-c=\"formula\">" + (random.Next(4) switch
    {
        0 => $"y = {random.Next(2, 9)}x<sup>2</sup> + {random.Next(10, 99)}x − {random.Next(100, 999)}",
        1 => $"F(x) = a<sub>0</sub> + a<sub>1</sub>x + … + a<sub>{random.Next(3, 9)}</sub>x<sup>{random.Next(3, 9)}</sup>",
        2 => $"S = {random.Next(2, 9)}πr<sup>2</sup> + {random.Next(2, 9)}πrh",
        _ => $"E<sub>{random.Next(2, 9)}</sub> = (m<sub>1</sub> + m<sub>2</sub>)c<sup>2</sup> / {random.Next(2, 99)}",
    }) + "</p>";

    public string Box()
        => $"<div class=\"box\"><h4 data-c=\"heading\" data-level=\"3\">{prose.Word(Label.Note)}: {Encode(prose.Phrase())}</h4>{Paragraph(1, 2)}{Paragraph(1, 2)}</div>";

    /// <summary>A table with its caption above or below.</summary>
    public string Table(TableForm form)
    {
        var caption = form.Captioned ? $"<p data-c=\"caption\" class=\"caption\">{prose.Word(Label.Table)} {++_tables}. {Encode(prose.Phrase())}</p>" : "";
        var table = TableBuilder.Build(form, prose, random);
        return form.CaptionBelow ? $"<div class=\"tabular\">{table}{caption}</div>" : $"<div class=\"tabular\"{(form.Parting ? " style=\"break-inside:auto\"" : "")}>{caption}{table}</div>";
    }

    public static string Encode(string text) => WebUtility.HtmlEncode(text);

    private string Bars(int millimetres)
    {
        var svg = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"<svg width=\"{millimetres}mm\" height=\"{millimetres * 0.55:F1}mm\" viewBox=\"0 0 200 110\"><path d=\"M14 4V98H196\" fill=\"none\" stroke=\"#222\"/>"));
        for (var i = 0; i < 7; i++)
        {
            var height = random.Next(12, 88);
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{22 + (i * 25)}\" y=\"{98 - height}\" width=\"16\" height=\"{height}\" fill=\"hsl({random.Next(360)} 45% 55%)\"/><text x=\"{30 + (i * 25)}\" y=\"107\" font-size=\"8\" text-anchor=\"middle\">{1990 + i}</text>");
        }

        return svg.Append("</svg>").ToString();
    }

    private string Shapes(int millimetres)
    {
        var svg = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"<svg width=\"{millimetres}mm\" height=\"{millimetres * 0.6:F1}mm\" viewBox=\"0 0 200 120\"><rect width=\"200\" height=\"120\" fill=\"hsl({random.Next(360)} 30% 88%)\"/>"));
        for (var i = 0; i < 14; i++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{random.Next(10, 190)}\" cy=\"{random.Next(10, 110)}\" r=\"{random.Next(4, 30)}\" fill=\"hsl({random.Next(360)} 40% {random.Next(35, 80)}% / 0.8)\"/>");
        }

        return svg.Append("</svg>").ToString();
    }
}
