using Limner.Documents.Pdf;

namespace Limner.Documents.Layout;

/// <summary>The picture of a page and how its pixels lie on the page.</summary>
/// <param name="Scale">Pixels in a point.</param>
/// <param name="Noise">The least step between neighbouring pixels, 0..255, that is not noise: low for pages that were drawn, higher for scans.</param>
internal sealed record PageCanvas(GreyPicture Picture, double Scale, int Noise)
{
    public const int NoiseOfDrawings = 20;

    public const int NoiseOfScans = 44;

    /// <summary>The pixels of a box, at least one, inside the picture.</summary>
    public (int Left, int Top, int Right, int Bottom) Pixels(PageBox box)
    {
        var left = Math.Clamp((int)Math.Floor(box.Left * Scale), 0, Picture.Width - 1);
        var top = Math.Clamp((int)Math.Floor(box.Top * Scale), 0, Picture.Height - 1);
        return (left, top, Math.Clamp((int)Math.Ceiling(box.Right * Scale), left + 1, Picture.Width), Math.Clamp((int)Math.Ceiling(box.Bottom * Scale), top + 1, Picture.Height));
    }

    /// <summary>Whether the lightest and the darkest pixel of a box differ so much, 0..255: they do not where letters are as their ground, or not there. No more is looked at than that takes.</summary>
    public bool HasContrast(PageBox box, int least)
    {
        var (left, top, right, bottom) = Pixels(box);
        var (darkest, lightest) = (255, 0);
        for (var y = top; y < bottom; y++)
        {
            foreach (var value in Picture.Pixels.Slice((y * Picture.Width) + left, right - left))
            {
                darkest = Math.Min(darkest, value);
                lightest = Math.Max(lightest, value);
                if (lightest - darkest >= least)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
