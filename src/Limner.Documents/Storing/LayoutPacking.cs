using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using Limner.Documents.Layout;

namespace Limner.Documents.Storing;

/// <summary>
/// What is on a page, as bytes: kept until the document is put together from all its pages, and after that for when one of them is read anew. Compressed JSON: words are
/// nearly all of it, and of a text segment they are all that is kept.
/// </summary>
internal static class LayoutPacking
{
    /// <summary>Raise it when the same page would be laid out or written differently: pages of an unfinished document that carry another are read again.</summary>
    public const int Version = 1;

    /// <summary>Of one page, unpacked: what is stored was written here, and a damaged row is no reason to fill the memory.</summary>
    private const int MaximumBytes = 256 << 20;

    private static readonly JsonSerializerOptions Json = Create();

    public static byte[] Pack(PageLayout layout)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            JsonSerializer.Serialize(brotli, layout, Json);
        }

        return packed.ToArray();
    }

    /// <exception cref="InvalidDataException">It is none.</exception>
    public static PageLayout Unpack(byte[] packed)
    {
        using var brotli = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var json = new MemoryStream();
        var buffer = new byte[81920];
        for (int read; (read = brotli.Read(buffer)) > 0;)
        {
            if (json.Length + read > MaximumBytes)
            {
                throw new InvalidDataException("A page's layout is larger than any page's.");
            }

            json.Write(buffer, 0, read);
        }

        try
        {
            return JsonSerializer.Deserialize<PageLayout>(json.GetBuffer().AsSpan(0, (int)json.Length), Json) ?? throw new InvalidDataException("A page's layout is empty.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException("A page's layout was written by another version.", exception);
        }
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault };
        options.Converters.Add(new BoxConverter());
        options.Converters.Add(new SegmentConverter());
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    /// <summary>With all digits: the published form is rounded, and rounding moves what the layout compares.</summary>
    private sealed class BoxConverter : JsonConverter<PageBox>
    {
        public override PageBox Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            Span<double> values = stackalloc double[4];
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                throw new JsonException();
            }

            foreach (ref var value in values)
            {
                value = reader.Read() && reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : throw new JsonException();
            }

            return reader.Read() && reader.TokenType == JsonTokenType.EndArray ? new PageBox(values[0], values[1], values[2], values[3]) : throw new JsonException();
        }

        public override void Write(Utf8JsonWriter writer, PageBox value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(value.Left);
            writer.WriteNumberValue(value.Top);
            writer.WriteNumberValue(value.Right);
            writer.WriteNumberValue(value.Bottom);
            writer.WriteEndArray();
        }
    }

    private sealed class SegmentConverter : JsonConverter<TextSegment>
    {
        public override TextSegment Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            => JsonSerializer.Deserialize<List<PageWord>>(ref reader, options) is { Count: > 0 } words ? new TextSegment(words) : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, TextSegment value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, value.Words, options);
    }
}
