using System.Text.Json;

namespace Limner.Vision.Embedding.ImageText;

/// <summary>Reading settings that may be missing, <c>null</c> or of another kind than expected: then they are not there.</summary>
internal static class JsonSettings
{
    public static JsonElement? Part(this JsonElement element, string name)
        => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var part) && part.ValueKind != JsonValueKind.Null ? part : null;

    public static int? Integer(this JsonElement element, string name) => element.Part(name) is { ValueKind: JsonValueKind.Number } part && part.TryGetInt32(out var number) ? number : null;

    public static double? Number(this JsonElement element, string name) => element.Part(name) is { ValueKind: JsonValueKind.Number } part && part.TryGetDouble(out var number) ? number : null;

    public static string? Text(this JsonElement element, string name) => element.Part(name) is { ValueKind: JsonValueKind.String } part ? part.GetString() : null;

    public static bool? Flag(this JsonElement element, string name)
        => element.Part(name)?.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null };
}
