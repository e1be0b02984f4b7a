using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Limner.Operations.Configuration;

/// <summary>One setting: a property of an options class that some module registered.</summary>
/// <param name="OptionsType">The class; it names its section in <c>public const string Section</c>.</param>
/// <param name="Property">The settable property.</param>
/// <param name="Section">The section in config.ini, lower case.</param>
/// <param name="Name">The key inside the section, snake_case.</param>
/// <param name="Description">What it does, for people.</param>
/// <param name="Default">The value without any configuration, as it would be written in config.ini; empty when there is none.</param>
public sealed record OptionKey(Type OptionsType, PropertyInfo Property, string Section, string Name, string Description, string Default)
{
    /// <summary>How Microsoft.Extensions.Configuration spells it.</summary>
    public string ConfigurationPath => $"{Section}:{Name}";

    /// <summary>How messages and documentation spell it.</summary>
    public string DisplayName => $"{Section}.{Name}";

    /// <summary>The environment variable that sets it.</summary>
    public string EnvironmentName => $"{Section}_{Name}".ToUpperInvariant();

    /// <summary>A list is written with commas.</summary>
    public bool IsList => Property.PropertyType != typeof(string) && Property.PropertyType.IsAssignableTo(typeof(IEnumerable<string>));

    /// <summary>What may be written, for people: <c>true or false</c>, <c>1 to 100</c>, <c>low, balanced or high</c>.</summary>
    public string Allowed { get; } = DescribeAllowed(Property);

    /// <summary>The keys of every options class that is bound in <paramref name="services"/>, by section and in order of declaration.</summary>
    public static IReadOnlyList<OptionKey> FindAll(IServiceCollection services) =>
    [
        .. services
            .Select(service => service.ServiceType)
            .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IOptionsChangeTokenSource<>))
            .Select(type => type.GetGenericArguments()[0])
            .Distinct()
            .Where(type => FindSection(type) is not null)
            .OrderBy(type => FindSection(type), StringComparer.Ordinal)
            .SelectMany(Of),
    ];

    /// <summary>The keys of one options class.</summary>
    public static IEnumerable<OptionKey> Of(Type optionsType)
    {
        var section = FindSection(optionsType) ?? throw new ArgumentException($"{optionsType.Name} has no constant Section.", nameof(optionsType));
        var defaults = Activator.CreateInstance(optionsType);
        return optionsType.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is { IsPublic: true })
            .Select(property => new OptionKey(
                optionsType,
                property,
                section,
                property.GetCustomAttribute<ConfigurationKeyNameAttribute>()?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name),
                property.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "",
                Write(property.GetValue(defaults))));
    }

    /// <summary>The value as it is written in config.ini.</summary>
    public static string Write(object? value) => value switch
    {
        null => "",
        string text => text,
        bool flag => flag ? "true" : "false",
        Enum name => JsonNamingPolicy.SnakeCaseLower.ConvertName(name.ToString()),
        IEnumerable<string> list => string.Join(", ", list),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>
    /// Adds the setting to <paramref name="data"/> in the shape the configuration binder expects. An empty value of anything but text
    /// means "not set".
    /// </summary>
    internal void AddTo(IDictionary<string, string?> data, string value)
    {
        if (IsList)
        {
            var index = 0;
            foreach (var item in value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                data[$"{ConfigurationPath}:{index++}"] = item;
            }
        }
        else if (value.Length > 0 || Property.PropertyType == typeof(string))
        {
            data[ConfigurationPath] = value;
        }
    }

    private static string? FindSection(Type type)
        => type.GetField("Section", BindingFlags.Public | BindingFlags.Static) is { IsLiteral: true } field ? (string?)field.GetRawConstantValue() : null;

    private static string DescribeAllowed(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (property.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{range.Minimum} to {range.Maximum}");
        }

        if (property.GetCustomAttribute<AllowedValuesAttribute>() is { } values)
        {
            return Join(values.Values.Select(value => Write(value)));
        }

        return type switch
        {
            _ when type == typeof(bool) => "true or false",
            { IsEnum: true } => Join(Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)),
            _ when type == typeof(int) || type == typeof(long) => "a whole number",
            _ when type == typeof(double) || type == typeof(float) || type == typeof(decimal) => "a number",
            _ when type == typeof(TimeSpan) => "a duration, hh:mm:ss",
            _ when type == typeof(string) => "text",
            _ => "values separated by commas",
        };
    }

    private static string Join(IEnumerable<string> names)
    {
        var list = names.ToList();
        return list.Count < 2 ? string.Concat(list) : $"{string.Join(", ", list.Take(list.Count - 1))} or {list[^1]}";
    }
}
