using System.Text;

namespace Limner.Operations.Configuration;

/// <summary><c>docs/configuration.md</c>, from the option types.</summary>
public static class ConfigurationReference
{
    public static string Render(IReadOnlyList<OptionKey> keys)
    {
        var text = new StringBuilder("""
            # Settings

            Written by `limner configuration`; a test fails when it differs from the code.

            Settings come from, the first that has a key winning: the command line (`limner serve --data DIR --urls URL`, anything else with
            `--set section.key=value`), environment variables, a file `.env` in the working directory, `config.ini` in the data directory, the
            defaults below. `config.ini` is written with all keys commented out on the first start and read again when it changes; keys that a
            running server cannot change take effect at the next start. Anything that is not valid is reported, all of it at once, before
            anything starts; a slip in an edited `config.ini` leaves the running server as it was.

            """);
        foreach (var section in keys.GroupBy(key => key.Section, StringComparer.Ordinal))
        {
            text.Append("\n## [").Append(section.Key).Append("]\n\n| key | default | allowed | environment | |\n|---|---|---|---|---|\n");
            foreach (var key in section)
            {
                var value = key.Default.Length > 0 ? $"`{key.Default}`" : "";
                text.Append($"| `{key.Name}` | {value} | {key.Allowed} | `{key.EnvironmentName}` | {key.Description.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
            }
        }

        return text.ToString();
    }
}
