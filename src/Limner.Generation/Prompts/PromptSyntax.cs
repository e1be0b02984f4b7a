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
    private const string Brackets = "()[]\\";
    private const double Step = 1.1;
    private const double LargestWeight = 10;

    public static IReadOnlyList<WeightedText> Parse(string prompt) => WithBreaks(Split(prompt));

    /// <summary>The words without the notation: what a model reads, and what has to be looked at where words are not wanted.</summary>
    public static string Plain(string prompt) => string.Concat(Split(prompt).Select(part => Break().Replace(part.Text, " ")));

    private static List<(string Text, double Weight)> Split(string prompt)
    {
        var marks = FindMarks(prompt);
        var parts = new List<(string Text, double Weight)>();
        var weights = new Stack<double>([1]);
        var text = new StringBuilder();
        for (var i = 0; i < prompt.Length; i++)
        {
            if (!marks.TryGetValue(i, out var mark))
            {
                text.Append(prompt[i]);
                continue;
            }

            i += mark.Length - 1;
            if (mark.Kind == MarkKind.Escape)
            {
                text.Append(prompt[i]);
                continue;
            }

            parts.Add((text.ToString(), weights.Peek()));
            text.Clear();
            if (mark.Kind == MarkKind.Opens)
            {
                weights.Push(Math.Min(LargestWeight, weights.Peek() * mark.Factor));
            }
            else
            {
                weights.Pop();
            }
        }

        parts.Add((text.ToString(), weights.Peek()));
        return parts;
    }

    /// <summary>Where brackets stand that mean something, by index. Each opening one is known with what its partner makes of it before a weight is given out.</summary>
    private static Dictionary<int, Mark> FindMarks(string prompt)
    {
        var marks = new Dictionary<int, Mark>();
        var open = new Stack<int>();
        for (var i = 0; i < prompt.Length; i++)
        {
            var inside = open.TryPeek(out var opened) ? prompt[opened] : ' ';
            var (length, factor) = prompt[i] switch
            {
                ')' when inside == '(' => (1, Step),
                ']' when inside == '[' => (1, 1 / Step),
                ':' when inside == '(' && Weight().Match(prompt, i) is { Success: true } match => (match.Length, double.Parse(match.Groups["weight"].ValueSpan, CultureInfo.InvariantCulture)),
                _ => (0, 0.0),
            };
            if (length > 0)
            {
                marks[open.Pop()] = new Mark(MarkKind.Opens, 1, factor);
                marks[i] = new Mark(MarkKind.Closes, length);
                i += length - 1;
            }
            else if (prompt[i] is '(' or '[')
            {
                open.Push(i);
            }
            else if (prompt[i] == '\\' && i + 1 < prompt.Length && Brackets.Contains(prompt[i + 1]))
            {
                marks[i] = new Mark(MarkKind.Escape, 2);
                i++;
            }
        }

        foreach (var left in open)
        {
            marks[left] = new Mark(MarkKind.Opens, 1, prompt[left] == '(' ? Step : 1 / Step);
        }

        return marks;
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

    private enum MarkKind
    {
        Opens,
        Closes,
        Escape,
    }

    /// <param name="Length">In characters.</param>
    /// <param name="Factor">Of an opening one: what the text inside is multiplied with.</param>
    private readonly record struct Mark(MarkKind Kind, int Length, double Factor = 1);

    [GeneratedRegex(@"\G:\s*(?<weight>[0-9]{1,4}(\.[0-9]{0,6})?|\.[0-9]{1,6})\s*\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Weight();

    [GeneratedRegex(@"\bBREAK\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Break();
}
