namespace Limner.Documents.Layout;

/// <summary>Finds what is on a page besides text and lines: steps of grey that no word and no ruling explains, put together to regions.</summary>
internal static class FigureFinder
{
    /// <summary>Side of a field of the map, in points, and in pixels: fields of very large pages are no finer than their picture.</summary>
    private const double Field = 3;

    private const double FieldPixels = 2;

    /// <summary>Fields that lie no further apart than this belong together.</summary>
    private const int Reach = 3;

    /// <summary>In points: smaller things are marks and ornaments.</summary>
    private const double LeastSide = 22;

    /// <summary>The share of a region that text may cover before the region is a box around text.</summary>
    private const double MostText = 0.3;

    /// <param name="tables">Boxes in which nothing is looked for.</param>
    /// <returns>The figures, and the boxes around text.</returns>
    /// <exception cref="OperationCanceledException"/>
    public static (List<PageBox> Figures, List<PageBox> Frames) Find(PageCanvas canvas, IReadOnlyList<PageWord> words, Rulings rulings, IReadOnlyList<PageBox> tables, CancellationToken cancellation)
    {
        var field = Math.Max(Field, FieldPixels / canvas.Scale);
        var (columns, rows) = ((int)Math.Ceiling(canvas.Picture.Width / canvas.Scale / field), (int)Math.Ceiling(canvas.Picture.Height / canvas.Scale / field));
        var map = new byte[columns * rows];
        Mark(canvas, map, columns, field);
        foreach (var word in words)
        {
            // Type that a scanner blurs reaches a little beyond its box.
            Clear(map, columns, rows, field, word.Box.Grown((0.12 * word.Font.Size) + 0.5));
        }

        foreach (var line in rulings.Horizontal.Concat(rulings.Vertical))
        {
            Clear(map, columns, rows, field, line.Grown(1.2));
        }

        foreach (var table in tables)
        {
            Clear(map, columns, rows, field, table.Grown(3));
        }

        var figures = new List<PageBox>();
        var frames = new List<PageBox>();
        var regions = Merge(Regions(map, columns, rows, field, cancellation), field);
        foreach (var region in canvas.Noise == PageCanvas.NoiseOfScans ? FigurePieces.Join(regions, words, cancellation) : regions)
        {
            cancellation.ThrowIfCancellationRequested();
            if (region.Width < LeastSide || region.Height < LeastSide)
            {
                continue;
            }

            var text = words.Where(word => region.Contains(word.Box.CentreX, word.Box.CentreY)).Sum(word => word.Box.Area);
            (text > MostText * region.Area || IsProse(region, words, cancellation) ? frames : figures).Add(region);
        }

        return (figures, frames);
    }

    /// <summary>Lines of running text inside: a coloured box, a quotation, a listing.</summary>
    private static bool IsProse(PageBox region, IReadOnlyList<PageWord> words, CancellationToken cancellation)
    {
        var inside = words.Where(word => region.Contains(word.Box.CentreX, word.Box.CentreY)).ToList();
        return inside.Count >= 12 && SegmentBuilder.Build(inside, [], cancellation) is { Count: >= 2 } lines && lines.Average(line => line.Box.Width) > 0.6 * region.Width;
    }

    private static void Mark(PageCanvas canvas, byte[] map, int columns, double field)
    {
        var picture = canvas.Picture;
        var pixels = picture.Pixels;
        var fieldOfColumn = new int[picture.Width];
        for (var x = 0; x < picture.Width; x++)
        {
            fieldOfColumn[x] = (int)(x / canvas.Scale / field);
        }

        for (var y = 1; y < picture.Height; y++)
        {
            var row = (int)(y / canvas.Scale / field) * columns;
            var here = pixels.Slice(y * picture.Width, picture.Width);
            var above = pixels.Slice((y - 1) * picture.Width, picture.Width);
            for (var x = 1; x < here.Length; x++)
            {
                var value = here[x];
                if (Math.Abs(value - here[x - 1]) > canvas.Noise || Math.Abs(value - above[x]) > canvas.Noise)
                {
                    map[row + fieldOfColumn[x]] = 1;
                }
            }
        }
    }

    private static void Clear(byte[] map, int columns, int rows, double field, PageBox box)
    {
        var (left, right) = (Math.Max(0, (int)(box.Left / field)), Math.Min(columns - 1, (int)(box.Right / field)));
        for (var y = Math.Max(0, (int)(box.Top / field)); y <= Math.Min(rows - 1, (int)(box.Bottom / field)); y++)
        {
            if (left <= right)
            {
                map.AsSpan((y * columns) + left, right - left + 1).Clear();
            }
        }
    }

    private static List<PageBox> Regions(byte[] map, int columns, int rows, double field, CancellationToken cancellation)
    {
        var regions = new List<PageBox>();
        var pending = new Stack<int>();
        for (var start = 0; start < map.Length; start++)
        {
            if (map[start] == 0)
            {
                continue;
            }

            cancellation.ThrowIfCancellationRequested();
            map[start] = 0;
            pending.Push(start);
            var (left, top, right, bottom) = (columns, rows, 0, 0);
            while (pending.TryPop(out var at))
            {
                var (x, y) = (at % columns, at / columns);
                (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x), Math.Max(bottom, y));
                for (var ny = Math.Max(0, y - Reach); ny <= Math.Min(rows - 1, y + Reach); ny++)
                {
                    for (var nx = Math.Max(0, x - Reach); nx <= Math.Min(columns - 1, x + Reach); nx++)
                    {
                        var next = (ny * columns) + nx;
                        if (map[next] != 0)
                        {
                            map[next] = 0;
                            pending.Push(next);
                        }
                    }
                }
            }

            regions.Add(new PageBox(left * field, top * field, (right + 1) * field, (bottom + 1) * field));
        }

        return regions;
    }

    /// <summary>Regions that overlap are one.</summary>
    private static List<PageBox> Merge(List<PageBox> regions, double field)
    {
        var merged = regions.Where(region => region.Width > field || region.Height > field).OrderByDescending(region => region.Area).Take(2000).ToList();
        for (var i = 0; i < merged.Count; i++)
        {
            for (var j = merged.Count - 1; j > i; j--)
            {
                if (merged[i].OverlapX(merged[j]) > 0 && merged[i].OverlapY(merged[j]) > 0)
                {
                    merged[i] = merged[i].Union(merged[j]);
                    merged.RemoveAt(j);
                    j = merged.Count;
                }
            }
        }

        return merged;
    }
}
