using Limner.Testing.Documents;

namespace Limner.DocumentTruth.Scoring;

/// <summary>The figures as text: in all, beside the peers, by kind, the worst.</summary>
internal static class ScoreReport
{
    public static void Write(IReadOnlyList<Result> results, IReadOnlyList<string> peers)
    {
        Line($"{results.Count} documents, {results.Sum(result => result.Truth.Pages.Count)} pages, {results.Sum(result => result.Seconds):F0} s of reading, each in a process of its own (the largest {results.Max(result => result.PeakBytes) >> 20} MB)");
        Line($"{"",-26} {"tau",7} {"blocks",8} {"text",7}");
        Summary("ours", [.. results.Select(result => result.Text)]);
        for (var i = 0; i < peers.Count; i++)
        {
            Summary(peers[i], [.. results.Select(result => result.Peers[i])]);
        }

        Console.WriteLine();
        Line($"{"kind",-26} {"tau",7} {"blocks",8} {"text",7} {"heads",7} {"levels",7} {"ruled",7} {"open",7} {"false",6} {"whole",7} {"class",7} {"figures",9}  {(peers.Count > 0 ? $"{peers[0]}: tau, text" : "")}");
        foreach (var kind in results.GroupBy(result => result.Truth.Kind ?? "").OrderBy(kind => kind.Key, StringComparer.Ordinal))
        {
            Row(kind.Key, [.. kind]);
        }

        Row("all", results);
        Confusion(results);
        Worst("order", results, result => result.Text.Order.Tau);
        Worst("text", results, result => result.Text.Text);
        Worst("headings with levels", results, result => result.Structure.Headings.F1WithLevels);
        Worst("tables", [.. results.Where(result => Tables(result).Any())], result => Tables(result).Average());
    }

    private static IEnumerable<double> Tables(Result result) => result.Structure.Ruled.Concat(result.Structure.Open);

    private static void Summary(string name, IReadOnlyList<TextScore> scores)
        => Line($"{name,-26} {scores.Average(score => score.Order.Tau),7:F4} {Share(scores.Sum(score => score.Order.Found), scores.Sum(score => score.Order.Blocks)),8} {scores.Average(score => score.Text),7:F4}");

    private static void Row(string name, IReadOnlyList<Result> results)
    {
        var headings = results.Select(result => result.Structure.Headings).Aggregate((one, other) => one + other);
        var classes = results.SelectMany(result => result.Structure.Classes).ToList();
        var figures = (Truth: results.Sum(result => result.Structure.Figures.Truth), Found: results.Sum(result => result.Structure.Figures.Found));
        var text = results.Select(result => result.Text).ToList();
        var peer = results[0].Peers.Count > 0 ? FormattableString.Invariant($"{results.Average(result => result.Peers[0].Order.Tau):F3}, {results.Average(result => result.Peers[0].Text):F3}") : "";
        Line($"{name,-26} {text.Average(score => score.Order.Tau),7:F4} {Share(text.Sum(score => score.Order.Found), text.Sum(score => score.Order.Blocks)),8} {text.Average(score => score.Text),7:F4} {headings.F1,7:F3} {headings.F1WithLevels,7:F3} {Mean(results.SelectMany(result => result.Structure.Ruled)),7} {Mean(results.SelectMany(result => result.Structure.Open)),7} {results.Sum(result => result.Structure.FalseTables),6} {Share(classes.Count, results.Sum(result => result.Structure.Blocks)),7} {Share(classes.Count(pair => pair.Truth == pair.Read), classes.Count),7} {$"{figures.Found}/{figures.Truth}",9}  {peer}");
    }

    private static void Confusion(IReadOnlyList<Result> results)
    {
        Console.WriteLine();
        Console.WriteLine("read as something else (what it is, what it was read as, how often):");
        foreach (var pair in results.SelectMany(result => result.Structure.Classes).Where(pair => pair.Truth != pair.Read).GroupBy(pair => pair).OrderByDescending(pair => pair.Count()).Take(12))
        {
            Line($"  {pair.Key.Truth,-14} {pair.Key.Read,-14} {pair.Count()}");
        }
    }

    private static void Worst(string what, IReadOnlyList<Result> results, Func<Result, double> score)
    {
        Console.WriteLine();
        Line($"worst ten by {what}: {string.Join(", ", results.OrderBy(score).Take(10).Select(result => FormattableString.Invariant($"{result.Name} {score(result):F3}")))}");
    }

    private static string Mean(IEnumerable<double> values) => values.DefaultIfEmpty(-1).Average() is var mean and >= 0 ? FormattableString.Invariant($"{mean:F3}") : "-";

    private static string Share(int part, int all) => all == 0 ? "-" : FormattableString.Invariant($"{100.0 * part / all:F1}%");

    private static void Line(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));
}
