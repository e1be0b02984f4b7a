using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Limner.Kernel.Json;

namespace Limner.Documents;

/// <summary>The JSON form of a document: snake_case, enums by name, boxes as arrays, what is empty left out.</summary>
public static class DocumentJson
{
    /// <summary>Hangul and the like stand as themselves: the result is a file, not part of a page.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    public static Task WriteAsync(Stream to, ReadDocument document, CancellationToken cancellation) => JsonSerializer.SerializeAsync(to, document, Options, cancellation);

    /// <exception cref="JsonException">It is none.</exception>
    public static ReadDocument Read(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<ReadDocument>(json, Options) ?? throw new JsonException();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            DefaultIgnoreCondition = JsonIgnoreCondition.Never,
        };
        options.Converters.Add(new ExactEnumConverter());
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
