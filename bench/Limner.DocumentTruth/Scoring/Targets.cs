namespace Limner.DocumentTruth.Scoring;

/// <summary>What the engine has to reach, over all documents of a run.</summary>
internal static class Targets
{
    /// <returns>Whether all are met; a missed one is printed.</returns>
    public static bool Check(IReadOnlyList<Result> results, bool scans)
    {
        if (results.Count == 0)
        {
            Console.WriteLine("no documents");
            return false;
        }

        var headings = results.Select(result => result.Structure.Headings).Aggregate((one, other) => one + other);
        var met = true;
        Console.WriteLine();
        Hold("tau", results.Average(result => result.Text.Order.Tau), 0.98);
        Hold("text", results.Average(result => result.Text.Text), scans ? 0.95 : 0.98);
        Hold("headings with levels, F1", headings.F1WithLevels, 0.9);
        Hold("ruled tables, TEDS", Mean(results.SelectMany(result => result.Structure.Ruled)), 0.9);
        Hold("borderless tables, TEDS", Mean(results.SelectMany(result => result.Structure.Open)), 0.7);
        return met;

        void Hold(string what, double value, double least)
        {
            // NaN: there was none.
            var holds = double.IsNaN(value) || value >= least;
            met &= holds;
            Console.WriteLine(FormattableString.Invariant($"{(holds ? "met   " : "MISSED")} {what}: {value:F4}, target {least}"));
        }
    }

    private static double Mean(IEnumerable<double> values) => values.DefaultIfEmpty(double.NaN).Average();
}
