using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace Limner.Operations.Configuration;

/// <summary>Finds everything that is wrong with a configuration, in the words of the person who wrote it.</summary>
internal static class OptionsCheck
{
    public static IReadOnlyList<string> FindProblems(IConfigurationRoot configuration, IReadOnlyList<OptionKey> keys)
    {
        var problems = new List<string>();
        foreach (var optionsType in keys.GroupBy(key => key.OptionsType))
        {
            var unreadable = optionsType
                .Where(key => !key.IsList && configuration[key.ConfigurationPath] is { } text && !CanConvert(key.Property.PropertyType, text))
                .ToList();
            problems.AddRange(unreadable.Select(key => Describe(configuration, key, configuration[key.ConfigurationPath]!, $"must be {key.Allowed}")));
            problems.AddRange(CheckAnnotations(configuration, [.. optionsType], unreadable));
        }

        return problems;
    }

    private static IEnumerable<string> CheckAnnotations(IConfigurationRoot configuration, IReadOnlyList<OptionKey> keys, IReadOnlyCollection<OptionKey> unreadable)
    {
        var instance = Activator.CreateInstance(keys[0].OptionsType)!;
        var readable = configuration.GetSection(keys[0].Section).AsEnumerable()
            .Where(pair => !unreadable.Any(key => string.Equals(key.ConfigurationPath, pair.Key, StringComparison.OrdinalIgnoreCase)));
        new ConfigurationBuilder().AddInMemoryCollection(readable).Build().GetSection(keys[0].Section).Bind(instance);
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(instance, new ValidationContext(instance), results, validateAllProperties: true);
        foreach (var result in results)
        {
            var named = keys.Where(key => result.MemberNames.Contains(key.Property.Name, StringComparer.Ordinal)).ToList();
            if (named.Count == 0)
            {
                yield return $"[{keys[0].Section}]: {result.ErrorMessage}";
            }

            foreach (var key in named)
            {
                var isStandard = key.Property.IsDefined(typeof(RangeAttribute), inherit: true) || key.Property.IsDefined(typeof(AllowedValuesAttribute), inherit: true);
                yield return Describe(configuration, key, OptionKey.Write(key.Property.GetValue(instance)), isStandard ? $"must be {key.Allowed}" : result.ErrorMessage ?? "is not valid");
            }
        }
    }

    private static bool CanConvert(Type type, string text)
    {
        var target = Nullable.GetUnderlyingType(type) ?? type;
        if (target == typeof(string))
        {
            return true;
        }

        if (target.IsEnum)
        {
            // Enum.TryParse also takes numbers, which nobody means.
            return !char.IsAsciiDigit(text.FirstOrDefault()) && Enum.TryParse(target, text, ignoreCase: true, out _);
        }

        try
        {
            return TypeDescriptor.GetConverter(target).ConvertFromInvariantString(text) is not null;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or NotSupportedException or OverflowException)
        {
            return false;
        }
    }

    private static string Describe(IConfigurationRoot configuration, OptionKey key, string text, string complaint)
    {
        var origin = configuration.Providers.Reverse().OfType<NamedSettings>().FirstOrDefault(provider => provider.TryGet(key.ConfigurationPath, out _))?.Origin;
        return $"{key.DisplayName} = {text}: {complaint} ({(origin is null ? "set it" : $"set {origin}")}; environment variable {key.EnvironmentName})";
    }
}
