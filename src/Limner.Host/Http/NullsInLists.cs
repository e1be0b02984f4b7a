using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Limner.Host.Http;

/// <summary>
/// A list whose elements may not be null takes none: the serializer checks fields against their types, but not what is inside of lists.
/// </summary>
internal static class NullsInLists
{
    public static void Refuse(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        var nullability = new NullabilityInfoContext();
        var lists = type.Properties
            .Where(property => property.Get is not null && property.AttributeProvider is PropertyInfo { PropertyType: var list } declared
                && list != typeof(string) && typeof(IEnumerable).IsAssignableFrom(list) && HasElementsThatMayNotBeNull(nullability.Create(declared)))
            .ToList();
        if (lists.Count > 0)
        {
            type.OnDeserialized += value => Check(value, lists);
        }
    }

    private static bool HasElementsThatMayNotBeNull(NullabilityInfo list)
        => (list.ElementType ?? (list.GenericTypeArguments is [var element] ? element : null)) is { Type.IsValueType: false, ReadState: NullabilityState.NotNull };

    private static void Check(object value, List<JsonPropertyInfo> lists)
    {
        foreach (var list in lists)
        {
            if (list.Get!(value) is IEnumerable elements && elements.Cast<object?>().Contains(null))
            {
                throw new JsonException("A list holds null.", $"$.{list.Name}", lineNumber: null, bytePositionInLine: null);
            }
        }
    }
}
