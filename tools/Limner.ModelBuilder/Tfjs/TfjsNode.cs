using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Limner.ModelBuilder.Tfjs;

/// <summary>One operation of the graph. Attributes are the JSON form of TensorFlow's <c>AttrValue</c>: integers as strings, strings as base64.</summary>
public sealed class TfjsNode(string name, string op, IReadOnlyList<string> inputs, JsonElement attributes)
{
    public string Name { get; } = name;

    public string Op { get; } = op;

    public IReadOnlyList<string> Inputs { get; } = inputs;

    public bool Flag(string attribute, bool absent = false)
        => Value(attribute, "b") is { } value ? value.GetBoolean() : absent;

    /// <summary>A string attribute; null when the node has none of that name.</summary>
    public string? Text(string attribute) => Value(attribute, "s") is { } value ? Decode(value) : null;

    /// <summary>A list of strings; empty when the node has none of that name.</summary>
    public IReadOnlyList<string> Texts(string attribute)
        => List(attribute, "s") is { } list ? [.. list.EnumerateArray().Select(Decode)] : [];

    /// <summary>A list of integers; empty when the node has none of that name.</summary>
    public IReadOnlyList<int> Integers(string attribute)
        => List(attribute, "i") is { } list ? [.. list.EnumerateArray().Select(Integer)] : [];

    /// <summary>The dimensions of a Placeholder's shape.</summary>
    public IReadOnlyList<int> Shape(string attribute)
        => Value(attribute, "shape") is { } shape && shape.TryGetProperty("dim", out var dimensions)
            ? [.. dimensions.EnumerateArray().Select(dimension => Integer(dimension.GetProperty("size")))]
            : throw Wrong($"has no attribute {attribute}");

    /// <summary>An error that names this node.</summary>
    public ModelBuildException Wrong(string what) => new($"Node {Name} ({Op}): {what}.");

    private JsonElement? Value(string attribute, string kind)
    {
        if (attributes.ValueKind != JsonValueKind.Object || !attributes.TryGetProperty(attribute, out var value))
        {
            return null;
        }

        return value.TryGetProperty(kind, out var content) ? content : throw Wrong($"attribute {attribute} is not of kind {kind}");
    }

    // An empty list is written as {"list":{}}, without the array.
    private JsonElement? List(string attribute, string kind)
        => Value(attribute, "list") is { } list && list.TryGetProperty(kind, out var items) ? items : null;

    private string Decode(JsonElement value)
        => value.TryGetBytesFromBase64(out var bytes) ? Encoding.UTF8.GetString(bytes) : throw Wrong("a string attribute is not base64");

    private int Integer(JsonElement value)
        => int.TryParse(value.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Wrong($"'{value}' is not an integer");
}
