namespace Limner.Operations.Configuration;

/// <summary>Reads the two text formats settings come in.</summary>
internal static class SettingsText
{
    /// <summary>
    /// An INI file: <c>[section]</c>, <c>key = value</c>, comments on lines of their own beginning with <c>#</c> or <c>;</c>. A value may
    /// stand in quotes. Keys that no module knows are problems: they are misspelt more often than meant.
    /// </summary>
    public static Dictionary<string, string?> ReadIni(IEnumerable<string> lines, string fileName, IReadOnlyList<OptionKey> keys, ICollection<string> problems)
    {
        var known = keys.ToDictionary(key => key.ConfigurationPath, StringComparer.OrdinalIgnoreCase);
        var data = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var section = "";
        var number = 0;
        foreach (var line in lines.Select(line => line.Trim()))
        {
            number++;
            if (line.Length == 0 || line[0] is '#' or ';')
            {
                continue;
            }

            if (line[0] == '[' && line[^1] == ']')
            {
                section = line[1..^1].Trim();
                continue;
            }

            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                problems.Add($"{fileName}, line {number}: expected 'key = value' or '[section]'");
                continue;
            }

            var name = line[..equals].Trim();
            if (!known.TryGetValue($"{section}:{name}", out var key))
            {
                problems.Add($"{fileName}, line {number}: there is no key '{name}' in section [{section}]");
                continue;
            }

            if (key is { Section: "storage", Name: "data_dir" })
            {
                problems.Add($"{fileName}, line {number}: storage.data_dir cannot be set here, because this file lies in that directory; use --data or {key.EnvironmentName}");
                continue;
            }

            key.AddTo(data, Unquote(line[(equals + 1)..].Trim()));
        }

        return data;
    }

    /// <summary>A <c>.env</c> file: <c>NAME=value</c>, optionally behind <c>export</c>; <c>#</c> begins a comment line.</summary>
    public static Dictionary<string, string> ReadDotEnv(IEnumerable<string> lines)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines.Select(line => line.Trim()))
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && line[0] != '#')
            {
                var name = line[..equals].Trim();
                name = name.StartsWith("export ", StringComparison.Ordinal) ? name["export ".Length..].Trim() : name;
                variables[name] = Unquote(line[(equals + 1)..].Trim());
            }
        }

        return variables;
    }

    private static string Unquote(string value)
        => value.Length >= 2 && value[0] == value[^1] && (value[0] is '"' or '\'') ? value[1..^1] : value;
}
