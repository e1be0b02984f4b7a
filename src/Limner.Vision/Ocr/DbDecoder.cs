namespace Limner.Vision.Ocr;

/// <summary>A stretch of text as the detector's map shows it.</summary>
/// <param name="Rectangle">In pixels of the map.</param>
/// <param name="Score">Mean probability inside, 0..1.</param>
internal readonly record struct TextRegion(RotatedRect Rectangle, float Score);

/// <summary>
/// From the map of a differentiable-binarization network (Liao et al., Real-time Scene Text Detection with Differentiable Binarization, 2020) to rectangles:
/// connected cells above a threshold, the smallest rectangle around each, grown by what training had shrunk it. The constants are PaddleOCR's.
/// </summary>
internal static class DbDecoder
{
    /// <summary>A cell this probable belongs to text.</summary>
    public const float CellThreshold = 0.3f;

    /// <summary>The mean probability inside a rectangle that is kept.</summary>
    public const float BoxThreshold = 0.5f;

    /// <summary>How far a rectangle grows: its area times this by its perimeter.</summary>
    public const float UnclipRatio = 1.6f;

    /// <summary>More stretches than this in one picture are not looked at, the largest first: a bound on what a hostile picture can cost.</summary>
    public const int MaximumRegions = 1000;

    private const float LeastSide = 3;
    private const float LeastGrownSide = 5;

    /// <param name="map">Probabilities 0..1, row by row.</param>
    /// <param name="width">Cells in a row.</param>
    /// <returns>In no order.</returns>
    public static List<TextRegion> Decode(ReadOnlySpan<float> map, int width)
    {
        var height = map.Length / width;
        var components = FindComponents(map, width, height);
        if (components.Count > MaximumRegions)
        {
            components.Sort((a, b) => b.Size.CompareTo(a.Size));
            components.RemoveRange(MaximumRegions, components.Count - MaximumRegions);
        }

        var regions = new List<TextRegion>(components.Count);
        foreach (var component in components)
        {
            var rectangle = RotatedRect.Around(component.Outline);
            if (MathF.Min(rectangle.Width, rectangle.Height) < LeastSide)
            {
                continue;
            }

            var score = MeanInside(map, width, height, rectangle);
            var grown = rectangle.Grown(rectangle.Width * rectangle.Height * UnclipRatio / (2 * (rectangle.Width + rectangle.Height)));
            if (score >= BoxThreshold && MathF.Min(grown.Width, grown.Height) >= LeastGrownSide)
            {
                regions.Add(new TextRegion(grown, score));
            }
        }

        return regions;
    }

    /// <summary>Cells above the threshold that touch, corners included. Of each row only the first and last cell of a component's runs are kept: the hull needs no more.</summary>
    private static List<Component> FindComponents(ReadOnlySpan<float> map, int width, int height)
    {
        var seen = new bool[map.Length];
        var stack = new Stack<int>();
        var found = new List<Component>();
        for (var start = 0; start < map.Length; start++)
        {
            if (seen[start] || !(map[start] > CellThreshold))
            {
                continue;
            }

            var outline = new List<Point>();
            var size = 0;
            seen[start] = true;
            stack.Push(start);
            while (stack.TryPop(out var cell))
            {
                size++;
                var (row, column) = (cell / width, cell % width);
                var isEdge = column == 0 || column == width - 1 || !(map[cell - 1] > CellThreshold) || !(map[cell + 1] > CellThreshold);
                if (isEdge)
                {
                    outline.Add(new Point(column, row));
                }

                for (var y = Math.Max(0, row - 1); y <= Math.Min(height - 1, row + 1); y++)
                {
                    for (var x = Math.Max(0, column - 1); x <= Math.Min(width - 1, column + 1); x++)
                    {
                        var next = (y * width) + x;
                        if (!seen[next] && map[next] > CellThreshold)
                        {
                            seen[next] = true;
                            stack.Push(next);
                        }
                    }
                }
            }

            found.Add(new Component(outline, size));
        }

        return found;
    }

    private static float MeanInside(ReadOnlySpan<float> map, int width, int height, RotatedRect rectangle)
    {
        var reachX = (MathF.Abs(rectangle.Along.X) * rectangle.Width / 2) + (MathF.Abs(rectangle.Across.X) * rectangle.Height / 2);
        var reachY = (MathF.Abs(rectangle.Along.Y) * rectangle.Width / 2) + (MathF.Abs(rectangle.Across.Y) * rectangle.Height / 2);
        var (sum, count) = (0.0, 0);
        for (var y = Math.Max(0, (int)MathF.Floor(rectangle.Centre.Y - reachY)); y <= Math.Min(height - 1, (int)MathF.Ceiling(rectangle.Centre.Y + reachY)); y++)
        {
            for (var x = Math.Max(0, (int)MathF.Floor(rectangle.Centre.X - reachX)); x <= Math.Min(width - 1, (int)MathF.Ceiling(rectangle.Centre.X + reachX)); x++)
            {
                var offset = new Point(x, y) - rectangle.Centre;
                if (MathF.Abs(offset.Dot(rectangle.Along)) <= (rectangle.Width / 2) + 0.01f && MathF.Abs(offset.Dot(rectangle.Across)) <= (rectangle.Height / 2) + 0.01f)
                {
                    sum += map[(y * width) + x];
                    count++;
                }
            }
        }

        return count == 0 ? 0 : (float)(sum / count);
    }

    private readonly record struct Component(List<Point> Outline, int Size);
}
