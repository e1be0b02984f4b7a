using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Limner.Testing;

namespace Limner.EndToEnd.Tests;

/// <summary>The lines of tests/assets/naughty-strings.txt; how it is written stands at its top.</summary>
internal static partial class NaughtyStrings
{
    public static IReadOnlyList<string> All { get; } = Read();

    private static string[] Read() =>
    [
        .. File.ReadAllLines(Path.Combine(Repository.Root, "tests", "assets", "naughty-strings.txt"))
            .Where(line => line.Length > 0 && !line.StartsWith("# ", StringComparison.Ordinal))
            .Select(Decode),
    ];

    private static string Decode(string line)
    {
        var named = Character().Replace(line, match => char.ConvertFromUtf32(int.Parse(match.Groups["code"].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)));
        return Repetition().Replace(named, match =>
        {
            var count = int.Parse(match.Groups["times"].ValueSpan, CultureInfo.InvariantCulture);
            return new StringBuilder().Insert(0, match.Groups["what"].Value, count).ToString();
        });
    }

    [GeneratedRegex("⟦U\\+(?<code>[0-9A-F]{4,6})⟧", RegexOptions.NonBacktracking)]
    private static partial Regex Character();

    [GeneratedRegex(@"(?<what>[\uD800-\uDBFF][\uDC00-\uDFFF]|.)⟦\*(?<times>[0-9]+)⟧", RegexOptions.NonBacktracking)]
    private static partial Regex Repetition();
}
