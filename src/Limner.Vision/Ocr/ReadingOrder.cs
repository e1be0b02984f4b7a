namespace Limner.Vision.Ocr;

/// <summary>Puts lines into the order in which a person reads them: from top to bottom, and on one height from left to right, as the text itself lies.</summary>
internal static class ReadingOrder
{
    public static List<RotatedRect> Sort(List<RotatedRect> lines)
    {
        // By direction of reading first: a page has one, and what is written across it comes after.
        var sorted = new List<RotatedRect>(lines.Count);
        foreach (var direction in lines.GroupBy(Quarter).OrderByDescending(group => group.Sum(line => line.Width)))
        {
            sorted.AddRange(SortRows([.. direction], direction.Key));
        }

        return sorted;
    }

    private static int Quarter(RotatedRect line)
        => MathF.Abs(line.Along.X) >= MathF.Abs(line.Along.Y) ? (line.Along.X >= 0 ? 0 : 2) : (line.Along.Y >= 0 ? 1 : 3);

    private static IEnumerable<RotatedRect> SortRows(List<RotatedRect> lines, int quarter)
    {
        // The common slope of the lines, so that a row of a page photographed at an angle stays a row.
        var along = new Point(lines.Sum(line => line.Along.X * line.Width), lines.Sum(line => line.Along.Y * line.Width));
        var length = MathF.Sqrt(along.Dot(along));
        along = length > 0 ? along * (1 / length) : quarter switch { 1 => new Point(0, 1), 2 => new Point(-1, 0), 3 => new Point(0, -1), _ => new Point(1, 0) };
        var across = new Point(-along.Y, along.X);
        var rest = lines.OrderBy(line => line.Centre.Dot(across)).ToList();
        while (rest.Count > 0)
        {
            // A row: what lies level with its first line.
            var first = rest[0];
            var row = rest.TakeWhile(line => line.Centre.Dot(across) - first.Centre.Dot(across) < 0.5f * MathF.Min(line.Height, first.Height)).ToList();
            rest.RemoveRange(0, row.Count);
            foreach (var line in row.OrderBy(line => line.Centre.Dot(along)))
            {
                yield return line;
            }
        }
    }
}
