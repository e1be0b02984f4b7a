using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Limner.Generation.Prompts;

/// <summary>
/// The notation for attention that prompts are shared in: <c>(x)</c> is x times 1.1, <c>[x]</c> x divided by 1.1, <c>(x:1.3)</c> x times 1.3, nested as one likes; a
/// backslash before a bracket takes it as text, and <c>BREAK</c> as a word of its own begins a new chunk. What has no partner closes at the end or is text: every
/// string is a prompt.
/// </summary>
internal static partial class PromptSyntax
{
    private const double Step = 1.1;
    private const double LargestWeight = 10;

    public static IReadOnlyList<WeightedText> Parse(string prompt)
    {
        var parts = new List<(string Text, double Weight)>();
        var text = new StringBuilder();
        var (round, square) = (new Stack<int>(), new Stack<int>());

        void Flush()
        {
            if (text.Length > 0)
            {
                parts.Add((text.ToString(), 1));
                text.Clear();
            }
        }

        void Weigh(int from, double factor)
        {
            for (var i = from; i < parts.Count; i++)
            {
                parts[i] = (parts[i].Text, Math.Min(LargestWeight, parts[i].Weight * factor));
            }
        }

        for (var i = 0; i < prompt.Length; i++)
        {
            switch (prompt[i])
            {
                case '\\' when i + 1 < prompt.Length && prompt[i + 1] is '(' or ')' or '[' or ']' or '\\':
                    text.Append(prompt[++i]);
                    break;
                case '(' or '[':
                    Flush();
                    (prompt[i] == '(' ? round : square).Push(parts.Count);
                    break;
                case ':' when round.Count > 0 && Weight().Match(prompt, i) is { Success: true } match:
                    Flush();
                    Weigh(round.Pop(), Math.Min(LargestWeight, double.Parse(match.Groups["weight"].ValueSpan, CultureInfo.InvariantCulture)));
                    i += match.Length - 1;
                    break;
                case ')' when round.Count > 0:
                    Flush();
                    Weigh(round.Pop(), Step);
                    break;
                case ']' when square.Count > 0:
                    Flush();
                    Weigh(square.Pop(), 1 / Step);
                    break;
                default:
                    text.Append(prompt[i]);
                    break;
            }
        }

        Flush();
        while (round.TryPop(out var open))
        {
            Weigh(open, Step);
        }

        while (square.TryPop(out var open))
        {
            Weigh(open, 1 / Step);
        }

        return WithBreaks(parts);
    }

    private static List<WeightedText> WithBreaks(List<(string Text, double Weight)> parts)
    {
        var result = new List<WeightedText>();
        foreach (var (text, weight) in parts)
        {
            var at = 0;
            foreach (var found in Break().EnumerateMatches(text))
            {
                Add(text[at..found.Index], weight);
                result.Add(new WeightedText("", 1, Breaks: true));
                at = found.Index + found.Length;
            }

            Add(text[at..], weight);
        }

        return result;

        void Add(string text, double weight)
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                return;
            }

            if (result.Count > 0 && result[^1] is { Breaks: false } before && Math.Abs(before.Weight - weight) < 1e-9)
            {
                result[^1] = before with { Text = before.Text + text };
            }
            else
            {
                result.Add(new WeightedText(text, weight));
            }
        }
    }

    [GeneratedRegex(@"\G:\s*(?<weight>[0-9]{1,4}(\.[0-9]{0,6})?|\.[0-9]{1,6})\s*\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Weight();

    [GeneratedRegex(@"\bBREAK\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Break();
}
