using Limner.Documents.Pdf;
using Limner.Documents.Reading;
using Limner.Documents.Text;
using Limner.Imaging;
using Limner.Imaging.Output;
using Limner.Kernel.Errors;

namespace Limner.Documents.Working;

/// <summary>Pictures of pages in colour, upright and straight as their boxes lie.</summary>
internal sealed class PagePictures(PdfTools tools, PictureDecoder decoder)
{
    /// <summary>Pixels of the longer side of a picture that is kept.</summary>
    public const int KeptSide = 2000;

    /// <summary>The most that is drawn.</summary>
    public const int MaximumSide = 3200;

    private const int Quality = 82;

    /// <summary>Of a crop, on each side, in points: strokes at the edge of a figure are seen whole.</summary>
    private const double Margin = 4;

    public static byte[] Encode(PixelBuffer pixels) => PictureEncoder.EncodeWebp(pixels, Quality);

    /// <param name="page">As it was read: it tells how the page lies.</param>
    /// <param name="longSide">In pixels, 1 to <see cref="MaximumSide"/>; pictures are not enlarged.</param>
    /// <exception cref="LimnerException"><c>page_too_large</c>, <c>page_unreadable</c>, <c>child_process_timeout</c>, and what a picture cannot be decoded for.</exception>
    public async Task<PixelBuffer> DrawAsync(OpenedDocument document, DocumentPage page, int longSide, CancellationToken cancellation)
    {
        PixelBuffer drawn;
        if (document.Pdf is { } pdf)
        {
            if (Math.Max(page.Width, page.Height) is <= 0 or > PdfPages.MaximumSide)
            {
                throw new LimnerException(page.Width > 0 ? ErrorCatalogue.PageTooLarge : ErrorCatalogue.PageUnreadable, page.Detail);
            }

            drawn = await DrawAsync(pdf, page.Number, Math.Min(longSide, MaximumSide), cancellation);
        }
        else
        {
            drawn = await Task.Run(() => decoder.DecodePage(document.Picture, page.Number - 1, Math.Min(longSide, MaximumSide), cancellation), cancellation);
        }

        if (page.Turned == 0 && page.Skew == 0)
        {
            return drawn;
        }

        using (drawn)
        {
            return await Task.Run(() => PagePose.At(page.Turned, page.Skew, drawn.Width, drawn.Height).Turn(drawn), cancellation);
        }
    }

    /// <summary>What lies in a box of a page's picture, with a little around it.</summary>
    /// <param name="box">In points of the page.</param>
    /// <exception cref="LimnerException"><c>not_found</c>: nothing of the page lies there.</exception>
    public static PixelBuffer Crop(PixelBuffer picture, DocumentPage page, PageBox box)
    {
        var scale = picture.Width / page.Width;
        var grown = box.Grown(Margin);
        var (left, top) = (Math.Clamp((int)(grown.Left * scale), 0, picture.Width), Math.Clamp((int)(grown.Top * scale), 0, picture.Height));
        var (right, bottom) = (Math.Clamp((int)Math.Ceiling(grown.Right * scale), 0, picture.Width), Math.Clamp((int)Math.Ceiling(grown.Bottom * scale), 0, picture.Height));
        if (right <= left || bottom <= top)
        {
            throw new LimnerException(ErrorCatalogue.NotFound, "The element lies outside of its page.");
        }

        var crop = new PixelBuffer(right - left, bottom - top);
        for (var y = top; y < bottom; y++)
        {
            picture.Span.Slice(3 * ((y * picture.Width) + left), 3 * crop.Width).CopyTo(crop.Writable.Span[(3 * (y - top) * crop.Width)..]);
        }

        return crop;
    }

    private async Task<PixelBuffer> DrawAsync(PdfFile pdf, int page, int longSide, CancellationToken cancellation)
    {
        try
        {
            return await tools.DrawColourAsync(pdf, page, longSide, cancellation);
        }
        catch (LimnerException exception) when (exception.Failure.Error == ErrorCatalogue.ChildProcess)
        {
            throw PdfTools.Explain(exception, ErrorCatalogue.PageUnreadable);
        }
    }
}
