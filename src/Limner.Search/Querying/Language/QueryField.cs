using System.Globalization;
using Limner.Imaging;
using Limner.Kernel.Text;
using Limner.Library;
using Limner.Search.Querying.Conditions;
using Limner.Search.Querying.Matching;

namespace Limner.Search.Querying.Language;

/// <summary>What stands behind a field's colon.</summary>
/// <param name="IsQuoted">It stood in quotation marks: the whole of it is meant, as it stands.</param>
internal readonly record struct FieldValue(string Text, bool IsQuoted, Gazetteer Gazetteer);

/// <summary>One field of the query language. All of them are in <see cref="All"/>: the parser, the suggestions and the help read the same list.</summary>
internal sealed class QueryField
{
    private static readonly Dictionary<string, string> States = new(StringComparer.OrdinalIgnoreCase)
    {
        ["favorite"] = "favourite", ["favourite"] = "favourite", ["archived"] = "archived", ["mine"] = "mine",
        ["landscape"] = "landscape", ["portrait"] = "portrait", ["square"] = "square",
    };

    /// <summary>In the order in which they are offered.</summary>
    public static readonly IReadOnlyList<QueryField> All =
    [
        new("tag", "tag:dog", "A tag, or one below it", "A tag's name.", value => new TagCondition(value.Text)) { ShownIn = MatchKind.Tag },
        new("date", "date:2024-05..2024-08", "When it was taken", "A date reads 2024, 2024-05, 2024-05-31, 2024-05..2024-08, ..2024 or >=2024-05.", value => DateCondition.Read(value.Text)) { Fault = value => DateCondition.FaultOf(value.Text) },
        new("person", "person:anna", "Who is named in it", "A person's name.", value => PersonCondition.Read(value.Text, value.IsQuoted)) { ShownIn = MatchKind.Person },
        new("place", "place:Seoul", "A city or a country", "A city, a country or its two letters.", value => new PlaceCondition([PlaceFilter.Parse(value.Text, value.Gazetteer)])) { ShownIn = MatchKind.Place },
        new("near", "near:37.57,126.98,10km", "Around a place", "Near reads 37.57,126.98 or Seoul, with a distance behind a comma if it is not 25km: near:Seoul,10km. At most 500km.", value => NearCondition.Read(value.Text, value.Gazetteer)) { Fault = value => NearCondition.FaultOf(value.Text, value.Gazetteer) },
        new("in", "in:Holidays", "A folder, or a directory at any depth", "A folder's or directory's name, with those below it behind slashes: in:Holidays/2024.", value => FolderCondition.Read(value.Text)),
        new("album", "album:Best", "An album", "An album's name.", value => AlbumCondition.Read(value.Text)),
        new("camera", "camera:Canon", "How the camera's model begins", "A camera's model.", value => new CameraCondition([value.Text], !value.IsQuoted)),
        new("color", "color:teal", "A main colour of the picture", $"A colour is one of {string.Join(", ", ColourNames.All)}, or reads #2f8f8f.", value => ColourCondition.Read(value.Text), "colour"),
        new("rating", "rating:>=4", "Stars", "A rating reads 4, >=4, <3, 2..4 or none.", value => RatingCondition.Read(value.Text)) { Values = [">=4", "5", ">=3", "<3", "none"] },
        new("is", "is:favorite", "What it is", "It is one of favorite, archived, mine, landscape, portrait and square.", value => Is(value.Text)) { Values = ["favorite", "mine", "archived", "landscape", "portrait", "square"] },
        new("has", "has:location", "What is known of it", $"It is one of {string.Join(", ", HasCondition.Things)}.", value => HasCondition.Read(value.Text)) { Values = HasCondition.Things },
        new("type", "type:png", "The kind of file", $"A type is one of {string.Join(", ", TypeCondition.Names)}.", value => TypeCondition.Read(value.Text)),
        new("text", "text:invoice", "Text that was read in it", columns: "text") { ShownIn = MatchKind.Text },
        new("name", "name:IMG", "The file's name", columns: "name own") { ShownIn = MatchKind.Name },
    ];

    private static readonly Dictionary<string, QueryField> ByName =
        All.SelectMany(field => field._others.Prepend(field.Name).Select(name => (name, field))).ToDictionary(pair => pair.name, pair => pair.field, StringComparer.OrdinalIgnoreCase);

    private readonly string[] _others;
    private readonly Func<FieldValue, ImageCondition?>? _read;

    private QueryField(string name, string example, string summary, string rule, Func<FieldValue, ImageCondition?> read, params string[] others)
        => (Name, Example, Summary, Rule, _read, _others) = (name, example, summary, rule, read, others);

    private QueryField(string name, string example, string summary, string columns)
        => (Name, Example, Summary, Rule, Columns, _others) = (name, example, summary, "Words.", columns, []);

    /// <summary>As it stands before the colon.</summary>
    public string Name { get; }

    public string Example { get; }

    /// <summary>What it asks about, for a list of fields.</summary>
    public string Summary { get; }

    /// <summary>How its values read, for whoever wrote one that does not.</summary>
    public string Rule { get; }

    /// <summary>Of the full-text index, for a field of words; null for all others.</summary>
    public string? Columns { get; }

    /// <summary>In what of an image its values are shown as the reason; null: they need none, or it cannot be shown in words.</summary>
    public MatchKind? ShownIn { get; private init; }

    /// <summary>Values worth offering, of a field that has the same few for everybody; otherwise none.</summary>
    public IReadOnlyList<string> Values { get; private init; } = [];

    /// <summary>What is wrong with a value that makes no sense, where more can be said than <see cref="Rule"/>; null: nothing more.</summary>
    private Func<FieldValue, string?>? Fault { get; init; }

    /// <summary>What to tell whoever wrote a value that makes no sense: what is wrong with it, and how values read.</summary>
    public string Refusal(FieldValue value) => Fault?.Invoke(value) is { } fault ? $"{fault} {Rule}" : Rule;

    /// <param name="name">In any case.</param>
    public static QueryField? Find(string name) => ByName.GetValueOrDefault(name);

    /// <returns>Null when the value makes no sense.</returns>
    public ImageCondition? Read(FieldValue value) => _read?.Invoke(value);

    private static ImageCondition? Is(string text) => States.GetValueOrDefault(text) switch
    {
        "favourite" => new FavouriteCondition(true),
        "archived" => new ArchivedCondition(),
        "mine" => new OwnCondition(),
        { } shape => new ShapeCondition(shape),
        null => null,
    };
}
