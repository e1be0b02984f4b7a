using Limner.Documents.Layout;
using Limner.Documents.Pdf;
using Limner.Imaging;
using Limner.Kernel.Errors;
using Limner.Vision.Ocr;
using Microsoft.Extensions.Options;

namespace Limner.Documents.Text;

/// <summary>Reads a page that is a picture: recognises its text, turns it upright and straight by how its lines lie, and analyses it as any other.</summary>
internal sealed class PageRecognizer(ITextRecognizer recognizer, RegionFinder finder, LayoutDeadline deadline, IOptionsMonitor<DocumentOptions> options)
{
    /// <summary>Pixels of a side: below, nothing can be read.</summary>
    private const int LeastSide = 32;

    /// <summary>Lines of a page that are read at once; each takes some tens of megabytes.</summary>
    private const int MostThreads = 4;

    /// <summary>Pixels of the longer side at which a page of this length, in points, is recognised.</summary>
    public static int Side(double points, int dpi) => Math.Clamp((int)Math.Round(points * dpi / 72), LeastSide, TextRecognitionOptions.MaximumSide);

    /// <param name="page">Of the picture as it lies; turned pages come back with width and height exchanged.</param>
    /// <exception cref="LimnerException">As <see cref="ITextRecognizer.RecognizeAsync"/>.</exception>
    public async Task<PageLayout> RecognizeAsync(DocumentPage page, GreyPicture picture, ReadingOptions reading, CancellationToken cancellation)
    {
        var settings = new TextRecognitionOptions { Languages = reading.Languages ?? Languages(options.CurrentValue.Languages), Threads = Math.Min(Environment.ProcessorCount, MostThreads) };
        RecognizedText text;
        using (var pixels = picture.ToPixels())
        {
            text = await OnOwnThread(pixels, settings, cancellation);
        }

        var pose = PagePose.Of(text.Lines, picture.Width, picture.Height);
        var upright = pose.Turn(picture);
        var (width, height) = pose.Quarters % 2 == 0 ? (page.Width, page.Height) : (page.Height, page.Width);
        var scale = upright.Width / width;

        // Half the size is fine enough for lines and figures, and has half the noise.
        var canvas = scale > 2 ? new PageCanvas(upright.Halved(), scale / 2, PageCanvas.NoiseOfScans) : new PageCanvas(upright, scale, PageCanvas.NoiseOfScans);
        var turned = page with
        {
            Width = width,
            Height = height,
            Rotation = (page.Rotation + (90 * ((4 - pose.Quarters) % 4))) % 360,
            Source = PageSource.Ocr,
            Turned = pose.Quarters,
            Skew = pose.Skew,
            Problem = text.Shortfall?.Error.Code,
            Detail = text.Shortfall?.Detail,
        };
        var regions = await finder.FindAsync(canvas.Picture, canvas.Scale, page.Number, reading, cancellation);
        return deadline.Run(
            stop =>
            {
                var sized = TypeSizes.Apply(RecognizedWords.From(text.Lines, pose, scale, stop), upright, scale, stop);
                return PageAnalyzer.Analyze(turned, StrokeWeights.Apply(sized, upright, scale, stop), canvas, regions, stop);
            },
            cancellation);
    }

    public static IReadOnlyList<string> Languages(string list) => list.Split([',', '+'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Networks keep a core busy for seconds: on the thread pool others would wait for a thread. A job's threads are its own, and of its priority.</summary>
    private Task<RecognizedText> OnOwnThread(PixelBuffer picture, TextRecognitionOptions settings, CancellationToken cancellation)
        => Task.Factory.StartNew(
            () => recognizer.RecognizeAsync(picture, settings, cancellation), cancellation, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Current).Unwrap();
}
