using System.Text.Json;

namespace Limner.Library.Places;

/// <summary>English names of countries by ISO 3166-1 code: <c>langs/en.json</c> of npm package i18n-iso-countries, a name or several for each code.</summary>
internal sealed class CountryNames
{
    private readonly Dictionary<string, string[]> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _codes = new(StringComparer.OrdinalIgnoreCase);

    public CountryNames(IEnumerable<KeyValuePair<string, string[]>> names)
    {
        var all = names.ToList();
        var shared = all.SelectMany(country => country.Value.Distinct()).CountBy(name => name, StringComparer.OrdinalIgnoreCase).Where(name => name.Value > 1).Select(name => name.Key)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (code, called) in all)
        {
            _names[code] = [.. called.OrderByDescending(name => shared.Contains(name) ? 0 : Commonness(name, called[0]))];
            foreach (var name in called.Where(name => !shared.Contains(name)))
            {
                _codes.TryAdd(name, code);
            }
        }
    }

    /// <exception cref="InvalidDataException">It is not such a file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static CountryNames Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return new CountryNames([.. document.RootElement.GetProperty("countries").EnumerateObject().Select(country => KeyValuePair.Create(country.Name, NamesIn(country.Value)))]);
        }
        catch (Exception damage) when (damage is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new InvalidDataException(damage.Message, damage);
        }
    }

    /// <summary>All that a country is called, the commonest first; its code where it has no name here.</summary>
    public IReadOnlyList<string> Of(string code)
        => _names.TryGetValue(code, out var names) ? names : [code];

    private static string[] NamesIn(JsonElement value)
    {
        var names = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(name => name.GetString()!).ToList() : [value.GetString()!];

        // "Moldova, Republic of" is Moldova.
        var comma = names[0].IndexOf(',', StringComparison.Ordinal);
        return comma > 0 && names[0].EndsWith(" of", StringComparison.Ordinal) ? [.. names, names[0][..comma]] : [.. names];
    }

    /// <summary>The code of a country by any of its names, or by itself, in any case.</summary>
    public string? CodeOf(string nameOrCode)
        => nameOrCode.Length == 2 && _names.ContainsKey(nameOrCode) ? nameOrCode.ToUpperInvariant() : _codes.GetValueOrDefault(nameOrCode);

    /// <summary>
    /// Lists put the official name first ("Islamic Republic of Iran"), and abbreviations and the rest behind it: common is the part of the official name
    /// that stands by itself ("Iran"), and where none does, the official one.
    /// </summary>
    private static int Commonness(string name, string official)
        => name != official && name.Length >= 4 && official.StartsWith(name, StringComparison.Ordinal) ? 3
            : name != official && name.Length >= 4 && official.EndsWith(name, StringComparison.Ordinal) ? 2
            : name == official ? 1
            : 0;
}
