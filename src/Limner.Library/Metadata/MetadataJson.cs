using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Limner.Kernel.Json;
using Limner.Library.Sidecars;

namespace Limner.Library;

/// <summary>How lists of metadata are written in the database.</summary>
internal static class MetadataJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,

        // It is read by this server alone; letters stay letters.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new ExactEnumConverter() },
    };

    /// <summary>Null for null: nothing is said, which is not the same as none.</summary>
    public static string? Write<T>(IReadOnlyList<T>? items) => items is null ? null : JsonSerializer.Serialize(items, Options);

    public static IReadOnlyList<T> Read<T>(string? json) => json is null ? [] : JsonSerializer.Deserialize<T[]>(json, Options) ?? [];

    public static string Write(ValueSources sources) => JsonSerializer.Serialize(sources, Options);

    public static string Write(OwnWords own) => JsonSerializer.Serialize(own, Options);

    public static OwnWords ReadOwn(string json) => JsonSerializer.Deserialize<OwnWords>(json, Options) ?? OwnWords.None;

    public static ValueSources ReadSources(string json) => JsonSerializer.Deserialize<ValueSources>(json, Options) ?? ValueSources.None;
}
