using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;

namespace Limner.Storage.Migrations;

/// <summary>One numbered SQL script, embedded in a module as <c>Migrations/sqlite/NNNN_name.sql</c>.</summary>
internal sealed partial record MigrationScript(int Number, string Name, string Sql)
{
    /// <summary>The scripts of all assemblies in order.</summary>
    /// <exception cref="InvalidOperationException">Two scripts carry one number. (That the whole product leaves none out is a test's matter: some of its modules alone may.)</exception>
    public static IReadOnlyList<MigrationScript> FindAll(IEnumerable<Assembly> assemblies, string provider)
        => InOrder(assemblies.Distinct().SelectMany(assembly => Find(assembly, provider)));

    /// <inheritdoc cref="FindAll"/>
    internal static IReadOnlyList<MigrationScript> InOrder(IEnumerable<MigrationScript> unordered)
    {
        var scripts = unordered.OrderBy(script => script.Number).ToList();
        for (var i = 1; i < scripts.Count; i++)
        {
            if (scripts[i].Number == scripts[i - 1].Number)
            {
                throw new InvalidOperationException($"Two migration scripts carry one number: {scripts[i - 1].Name} and {scripts[i].Name}.");
            }
        }

        return scripts;
    }

    private static IEnumerable<MigrationScript> Find(Assembly assembly, string provider)
    {
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            var match = ResourceName().Match(resource);
            if (match.Success && match.Groups["provider"].Value == provider)
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
                yield return new MigrationScript(int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture), match.Groups["name"].Value, reader.ReadToEnd());
            }
        }
    }

    [GeneratedRegex(@"\.Migrations\.(?<provider>[a-z]+)\.(?<name>(?<number>\d{4})_[a-z0-9_]+)\.sql$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ResourceName();
}
