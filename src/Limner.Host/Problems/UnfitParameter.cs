using System.Globalization;
using Microsoft.AspNetCore.Http.Metadata;

namespace Limner.Host.Problems;

/// <summary>
/// Which parameter of an address is not of its type. The code that is generated for endpoints answers 400 then without a word: it is found out once more, from what the
/// endpoint says it takes.
/// </summary>
internal static class UnfitParameter
{
    /// <returns>Its name as it stands in the address; null where all fit, or that is not known.</returns>
    public static string? Find(HttpContext context)
        => context.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>()
            .Where(parameter => parameter.HasTryParse)
            .Select(parameter => (Name: NameOf(parameter), Type: Nullable.GetUnderlyingType(parameter.ParameterInfo.ParameterType) ?? parameter.ParameterInfo.ParameterType))
            .FirstOrDefault(parameter => TextOf(context.Request, parameter.Name) is { Length: > 0 } text && !Fits(text, parameter.Type)).Name;

    private static string NameOf(IParameterBindingMetadata parameter)
        => parameter.ParameterInfo.GetCustomAttributes(inherit: false).OfType<IFromQueryMetadata>().FirstOrDefault()?.Name ?? parameter.Name;

    private static string? TextOf(HttpRequest request, string name) => request.RouteValues.TryGetValue(name, out var value) ? value as string : request.Query[name].ToString();

    /// <summary>As the generated code reads them; what has another type than these is taken to fit.</summary>
    private static bool Fits(string text, Type type)
        => type.IsEnum ? Enum.TryParse(type, text, ignoreCase: true, out _)
            : Type.GetTypeCode(type) switch
            {
                TypeCode.Int32 => int.TryParse(text, CultureInfo.InvariantCulture, out _),
                TypeCode.Int64 => long.TryParse(text, CultureInfo.InvariantCulture, out _),
                TypeCode.Double => double.TryParse(text, CultureInfo.InvariantCulture, out _),
                TypeCode.Boolean => bool.TryParse(text, out _),
                _ => true,
            };
}
