using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Limner.Kernel.Json;

namespace Limner.Host.Http;

/// <summary>
/// The API's JSON: snake_case names and enums; nothing is written for null; in requests a field that is unknown, missing or null
/// against its type is an error (a nullable field may be left out).
/// </summary>
internal static class ApiJson
{
    public static void AddApiJson(this IServiceCollection services) => services.ConfigureHttpJsonOptions(json => Configure(json.SerializerOptions));

    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.DictionaryKeyPolicy = null;
        options.Converters.Add(new ExactEnumConverter());
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(LetNullableFieldsBeLeftOut).WithAddedModifier(NullsInLists.Refuse);
    }

    private static void LetNullableFieldsBeLeftOut(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(property => property is { IsRequired: true, AssociatedParameter.IsNullable: true }))
        {
            property.IsRequired = false;
        }
    }
}
