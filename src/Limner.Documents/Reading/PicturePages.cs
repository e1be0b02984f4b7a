using Limner.Documents.Layout;
using Limner.Documents.Pdf;
using Limner.Documents.Text;
using Limner.Imaging;
using Limner.Kernel.Errors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Limner.Documents.Reading;

/// <summary>The pages of a picture file; a TIFF may have many.</summary>
internal sealed class PicturePages(PictureDecoder decoder, PageRecognizer recognizer, IOptionsMonitor<DocumentOptions> options, ILogger<PicturePages> logger)
{
    /// <summary>A4's longer side in points: what a picture with the shape of a sheet is taken for.</summary>
    private const double Sheet = 842;

    private const double LeastAspect = 1.2;

    private const double MostAspect = 1.6;

    /// <summary>Dots per inch of what has another shape.</summary>
    private const double Dpi = 150;

    /// <returns>The file and how many pages it has.</returns>
    /// <exception cref="LimnerException">It is no picture that can be read, or <c>document_too_long</c>.</exception>
    public async Task<(byte[] File, int Pages)> OpenAsync(string path, CancellationToken cancellation)
    {
        var file = await File.ReadAllBytesAsync(path, cancellation);
        var header = decoder.ReadHeader(file);
        var pages = header.Format == PictureFormat.Tiff ? header.Pages : 1;
        return pages <= options.CurrentValue.MaxPages
            ? (file, pages)
            : throw new LimnerException(ErrorCatalogue.DocumentTooLong, $"It has {pages} pages; documents.max_pages is {options.CurrentValue.MaxPages}.");
    }

    /// <param name="index">From 0.</param>
    public async Task<PageLayout> ReadPageAsync(byte[] file, int index, ReadingOptions reading, CancellationToken cancellation)
    {
        var page = new DocumentPage(index + 1, 0, 0, 0, PageSource.Ocr, Problem: null);
        reading.Staged?.Invoke(page.Number, ReadingStage.Recognition);
        try
        {
            using var pixels = decoder.DecodePage(file, index, PageRecognizer.Side(Sheet, reading.Dpi ?? options.CurrentValue.OcrDpi), cancellation);
            var (longSide, shortSide) = (Math.Max(pixels.Width, pixels.Height), Math.Min(pixels.Width, pixels.Height));
            var scale = (double)longSide / shortSide is >= LeastAspect and <= MostAspect ? longSide / Sheet : Dpi / 72;
            page = page with { Width = pixels.Width / scale, Height = pixels.Height / scale };
            var layout = await recognizer.RecognizeAsync(page, ToGrey(pixels), reading, cancellation);
            return reading.WithPictures
                ? layout with { Picture = PagePose.Upright(PixelScaler.Resize(pixels, PictureDecoder.SquareSide, PictureDecoder.SquareSide), pixels.Width, pixels.Height, layout.Page) }
                : layout;
        }
        catch (LimnerException exception)
        {
            return new PageLayout(page with { Problem = exception.Failure.Error.Code, Detail = exception.Failure.Detail });
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.PageNotRead(logger, exception, page.Number);
            return new PageLayout(page with { Problem = ErrorCatalogue.PageUnreadable.Code, Detail = "It could not be taken apart." });
        }
    }

    private static GreyPicture ToGrey(PixelBuffer pixels)
    {
        var rgb = pixels.Span;
        var grey = new byte[pixels.Width * pixels.Height];
        for (var i = 0; i < grey.Length; i++)
        {
            grey[i] = (byte)(((rgb[3 * i] * 77) + (rgb[(3 * i) + 1] * 150) + (rgb[(3 * i) + 2] * 29)) >> 8);
        }

        return new GreyPicture(pixels.Width, pixels.Height, grey);
    }
}
