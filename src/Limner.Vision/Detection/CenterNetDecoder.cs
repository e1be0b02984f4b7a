using System.Numerics;
using System.Runtime.InteropServices;

namespace Limner.Vision.Detection;

/// <summary>
/// From CenterNet's maps to detections: a cell that equals the 3 x 3 maximum of its class is the centre of an object, and the distances
/// at that cell give its box (Zhou, Wang, Krähenbühl: Objects as Points, 2019; the constants are those of the graph itself, which
/// tools/Limner.ModelBuilder checks). This model yields two or three neighbouring centres for one large object, so boxes of one class
/// that overlap are thinned out, the most confident first.
/// </summary>
internal static class CenterNetDecoder
{
    /// <summary>The model's input is this wide and high, in pixels.</summary>
    public const int InputSide = 512;

    /// <summary>Its maps are this wide and high, in cells.</summary>
    public const int MapSide = 128;

    public const int Classes = 80;

    /// <summary>The graph's own limit.</summary>
    public const int MaximumPeaks = 100;

    /// <summary>
    /// What is reported at all. Whoever makes tags of detections sets a threshold of its own above this: on 128 pictures of COCO val2017,
    /// one best peak a class, .20 gives precision .69 and recall .76; .30 .85 and .58; .40 .92 and .42. Below .15 most are wrong.
    /// </summary>
    public const float LeastConfidence = 0.15f;

    /// <summary>Two boxes of one class that share more of their union than this are one object.</summary>
    public const float MaximumOverlap = 0.5f;

    private const int Cells = MapSide * MapSide;
    private const int Stride = InputSide / MapSide;

    /// <param name="heatmap">[80, 128, 128], 0..1.</param>
    /// <param name="sides">[4, 128, 128]: distances to left, top, right and bottom in input pixels.</param>
    /// <param name="threshold">The least confidence.</param>
    public static IReadOnlyList<Detection> Decode(ReadOnlySpan<float> heatmap, ReadOnlySpan<float> sides, float threshold)
    {
        var peaks = FindPeaks(heatmap, threshold);
        var kept = new List<(int Class, Detection Detection)>();
        foreach (var peak in peaks)
        {
            if (BoxAt(sides, peak.Cell) is { } box && !kept.Exists(other => other.Class == peak.Class && other.Detection.Box.Overlap(box) > MaximumOverlap))
            {
                kept.Add((peak.Class, new Detection(CocoLabels.All[peak.Class], peak.Confidence, box)));
            }
        }

        return kept.ConvertAll(item => item.Detection);
    }

    /// <summary>The best peaks of all classes, most confident first; between equals, lower class and cell first.</summary>
    internal static List<Peak> FindPeaks(ReadOnlySpan<float> heatmap, float threshold)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(heatmap.Length, Classes * Cells, nameof(heatmap));
        var peaks = new List<Peak>();
        var least = new Vector<float>(threshold);
        for (var label = 0; label < Classes; label++)
        {
            // Nearly every vector lies below the threshold: one comparison passes over all its cells.
            var map = heatmap.Slice(label * Cells, Cells);
            var vectors = MemoryMarshal.Cast<float, Vector<float>>(map);
            for (var i = 0; i < vectors.Length; i++)
            {
                if (!Vector.GreaterThanOrEqualAny(vectors[i], least))
                {
                    continue;
                }

                for (var cell = i * Vector<float>.Count; cell < (i + 1) * Vector<float>.Count; cell++)
                {
                    if (map[cell] >= threshold && IsPeak(map, cell))
                    {
                        peaks.Add(new Peak(label, cell, map[cell]));
                    }
                }
            }
        }

        peaks.Sort(BestFirst);
        return peaks.Count > MaximumPeaks ? peaks[..MaximumPeaks] : peaks;
    }

    private static bool IsPeak(ReadOnlySpan<float> map, int cell)
    {
        var (row, column) = (cell / MapSide, cell % MapSide);
        for (var y = Math.Max(0, row - 1); y <= Math.Min(MapSide - 1, row + 1); y++)
        {
            for (var x = Math.Max(0, column - 1); x <= Math.Min(MapSide - 1, column + 1); x++)
            {
                if (map[y * MapSide + x] > map[cell])
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>The box around a cell, clipped to the picture; null when nothing of it is left.</summary>
    private static BoundingBox? BoxAt(ReadOnlySpan<float> sides, int cell)
    {
        var (x, y) = (Stride * (cell % MapSide), Stride * (cell / MapSide));
        var left = Normalise(x - sides[cell]);
        var top = Normalise(y - sides[Cells + cell]);
        var right = Normalise(x + sides[2 * Cells + cell]);
        var bottom = Normalise(y + sides[3 * Cells + cell]);
        return right > left && bottom > top ? new BoundingBox(left, top, right - left, bottom - top) : null;
    }

    private static float Normalise(float pixels) => Math.Clamp(pixels / InputSide, 0f, 1f);

    private static int BestFirst(Peak a, Peak b)
    {
        var order = b.Confidence.CompareTo(a.Confidence);
        order = order != 0 ? order : a.Class.CompareTo(b.Class);
        return order != 0 ? order : a.Cell.CompareTo(b.Cell);
    }

    internal readonly record struct Peak(int Class, int Cell, float Confidence);
}
