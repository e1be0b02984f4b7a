using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Limner.Kernel.Json;

/// <summary>
/// Enums in snake_case, read by exactly the names they are written with. (<see cref="JsonStringEnumConverter"/> also takes lists with commas,
/// whose values it ORs to one that nobody named, other cases and white space.)
/// </summary>
public sealed class ExactEnumConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options)
        => (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(typeToConvert))!;

    /// <summary>The names of an enum's values as they stand in JSON, in the order of the values.</summary>
    public static IReadOnlyList<string> NamesOf(Type type) => [.. Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    private sealed class Of<T> : JsonConverter<T>
        where T : struct, Enum
    {
        private readonly FrozenDictionary<string, T> _values = Enum.GetValues<T>().ToFrozenDictionary(NameOf, StringComparer.Ordinal);
        private readonly FrozenDictionary<T, JsonEncodedText> _names = Enum.GetValues<T>().ToFrozenDictionary(value => value, value => JsonEncodedText.Encode(NameOf(value)));

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            => reader.TokenType == JsonTokenType.String && _values.TryGetValue(reader.GetString()!, out var value) ? value : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(_names[value]);

        private static string NameOf(T value) => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
    }
}
