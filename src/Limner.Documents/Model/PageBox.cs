using System.Text.Json;
using System.Text.Json.Serialization;

namespace Limner.Documents;

/// <summary>
/// A rectangle on an upright page, in points (1/72 inch) from its upper left corner. In JSON an array: <c>[left, top, right, bottom]</c>, two decimals.
/// </summary>
[JsonConverter(typeof(PageBoxConverter))]
public readonly record struct PageBox(double Left, double Top, double Right, double Bottom)
{
    [JsonIgnore]
    public double Width => Right - Left;

    [JsonIgnore]
    public double Height => Bottom - Top;

    [JsonIgnore]
    public double CentreX => (Left + Right) / 2;

    [JsonIgnore]
    public double CentreY => (Top + Bottom) / 2;

    [JsonIgnore]
    public double Area => Math.Max(0, Width) * Math.Max(0, Height);

    /// <summary>The smallest rectangle around both.</summary>
    public PageBox Union(PageBox other)
        => new(Math.Min(Left, other.Left), Math.Min(Top, other.Top), Math.Max(Right, other.Right), Math.Max(Bottom, other.Bottom));

    public bool Contains(double x, double y) => x >= Left && x <= Right && y >= Top && y <= Bottom;

    /// <summary>This rectangle with so much more on each side.</summary>
    public PageBox Grown(double by) => new(Left - by, Top - by, Right + by, Bottom + by);

    /// <summary>How much of the two lies above one another, in points; negative: the gap between them.</summary>
    public double OverlapX(PageBox other) => Math.Min(Right, other.Right) - Math.Max(Left, other.Left);

    /// <summary>How much of the two lies beside one another, in points; negative: the gap between them.</summary>
    public double OverlapY(PageBox other) => Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top);

    /// <summary>The share, 0..1, of this rectangle's area that the other covers.</summary>
    public double ShareIn(PageBox other) => Area <= 0 ? (other.Contains(CentreX, CentreY) ? 1 : 0) : Math.Max(0, OverlapX(other)) * Math.Max(0, OverlapY(other)) / Area;

    /// <exception cref="InvalidOperationException">There are none.</exception>
    public static PageBox Around(IEnumerable<PageBox> boxes) => boxes.Aggregate((one, other) => one.Union(other));
}

/// <inheritdoc cref="PageBox"/>
internal sealed class PageBoxConverter : JsonConverter<PageBox>
{
    public override PageBox Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException();
        }

        Span<double> values = stackalloc double[4];
        foreach (ref var value in values)
        {
            value = reader.Read() && reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : throw new JsonException();
        }

        return reader.Read() && reader.TokenType == JsonTokenType.EndArray ? new PageBox(values[0], values[1], values[2], values[3]) : throw new JsonException();
    }

    public override void Write(Utf8JsonWriter writer, PageBox value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(Math.Round(value.Left, 2));
        writer.WriteNumberValue(Math.Round(value.Top, 2));
        writer.WriteNumberValue(Math.Round(value.Right, 2));
        writer.WriteNumberValue(Math.Round(value.Bottom, 2));
        writer.WriteEndArray();
    }
}
