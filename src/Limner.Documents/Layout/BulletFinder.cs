using Limner.Documents.Pdf;

namespace Limner.Documents.Layout;

/// <summary>
/// Finds the marks of lists that are drawn and not written (browsers print them as circles): a small compact spot of ink before a line, in the middle of its height, with
/// nothing around it. The line gets the mark as a word.
/// </summary>
internal static class BulletFinder
{
    /// <summary>In parts of the type's size: how far before a line a mark may stand, and how large it is.</summary>
    private const double Furthest = 2.2;

    private const double Nearest = 0.15;

    private const double Smallest = 0.12;

    private const double Largest = 0.6;

    /// <summary>Steps of grey by which a mark differs from its ground.</summary>
    private const int Differs = 50;

    public static List<TextSegment> Add(List<TextSegment> segments, RowIndex<PageWord> words, PageCanvas canvas)
        => segments.ConvertAll(segment => !ListMarks.HasBullet(segment.Text) && Find(segment, words, canvas) is { } box
            ? new TextSegment([new PageWord(box, "\u2022", segment.Words[0].Font, 1, segment.Words[0].Engine), .. segment.Words])
            : segment);

    private static PageBox? Find(TextSegment segment, RowIndex<PageWord> words, PageCanvas canvas)
    {
        // By the first word: later ones may be higher.
        var (box, size) = (segment.Words[0].Box, segment.Size);
        var area = new PageBox(box.Left - (Furthest * size), box.Top, box.Left - (Nearest * size), box.Bottom);
        if (area.Left < 0 || words.Beside(area).Any(word => word.Box.OverlapX(area) > 0 && word.Box.OverlapY(area) > 0))
        {
            return null;
        }

        var (left, top, right, bottom) = canvas.Pixels(area);
        var ground = Ground(canvas.Picture, left, top, right, bottom);
        var (inkLeft, inkTop, inkRight, inkBottom, count) = (right, bottom, left, top, 0);
        for (var y = top; y < bottom; y++)
        {
            for (var x = left; x < right; x++)
            {
                if (Math.Abs(canvas.Picture[x, y] - ground) > Differs)
                {
                    (inkLeft, inkTop, inkRight, inkBottom) = (Math.Min(inkLeft, x), Math.Min(inkTop, y), Math.Max(inkRight, x + 1), Math.Max(inkBottom, y + 1));
                    count++;
                }
            }
        }

        var (width, height) = ((inkRight - inkLeft) / canvas.Scale, (inkBottom - inkTop) / canvas.Scale);
        if (count == 0 || width < Smallest * size || height < Smallest * size || width > Largest * size || height > Largest * size || width > 1.7 * height || height > 1.7 * width
            || inkLeft == left || inkTop == top || inkBottom == bottom)
        {
            return null;
        }

        var mark = new PageBox(inkLeft / canvas.Scale, inkTop / canvas.Scale, inkRight / canvas.Scale, inkBottom / canvas.Scale);
        return Math.Abs(mark.CentreY - box.CentreY) < 0.3 * size ? mark : null;
    }

    private static int Most(ReadOnlySpan<int> histogram)
    {
        var most = 0;
        foreach (var count in histogram)
        {
            most = Math.Max(most, count);
        }

        return most;
    }

    private static int Ground(GreyPicture picture, int left, int top, int right, int bottom)
    {
        Span<int> histogram = stackalloc int[16];
        for (var y = top; y < bottom; y++)
        {
            foreach (var value in picture.Pixels.Slice((y * picture.Width) + left, right - left))
            {
                histogram[value >> 4]++;
            }
        }

        return (histogram.IndexOf(Most(histogram)) << 4) + 8;
    }
}
