using Limner.Documents.Pdf;
using Limner.Imaging;
using Limner.Kernel.Errors;
using Limner.Vision.Layout;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Limner.Documents.Layout;

/// <summary>Asks the layout model that is chosen what is where on a page. It never fails a page: where the model does, the rules have it alone, and the page says so.</summary>
internal sealed class RegionFinder(ILayoutModel model, IOptionsMonitor<DocumentOptions> options, ILogger<RegionFinder> logger)
{
    /// <param name="picture">Of the upright page.</param>
    /// <param name="scale">Pixels in a point.</param>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<PageRegions> FindAsync(GreyPicture picture, double scale, int page, ReadingOptions reading, CancellationToken cancellation)
    {
        var chosen = reading.LayoutModel ?? options.CurrentValue.LayoutModel;
        if (chosen.Length == 0)
        {
            return PageRegions.None;
        }

        try
        {
            using var pixels = picture.ToPixels();
            var found = await OnOwnThread(chosen, pixels, cancellation);
            return new PageRegions(
                chosen,
                [.. found.Where(region => region.Kind != LayoutKind.Text).Select(region => new PageRegion(new PageBox(region.Left / scale, region.Top / scale, region.Right / scale, region.Bottom / scale), region.Kind, Math.Round(region.Score, 4)))],
                Failure: null);
        }
        catch (LimnerException failure)
        {
            return PageRegions.None with { Failure = failure.Failure };
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Files and answers are of others' making: whatever they bring about is no reason not to read a page.
            Log.LayoutModelFailed(logger, failure, chosen, page);
            return PageRegions.None with { Failure = ErrorCatalogue.Inference.With($"{chosen} could not be asked.") };
        }
    }

    /// <summary>Networks keep a core busy for seconds: on the thread pool others would wait for a thread. A job's threads are its own, and of its priority.</summary>
    private Task<IReadOnlyList<LayoutRegion>> OnOwnThread(string chosen, PixelBuffer pixels, CancellationToken cancellation)
        => Task.Factory.StartNew(
            () => model.FindAsync(chosen, pixels, TimeSpan.FromSeconds(options.CurrentValue.PageSeconds), cancellation),
            cancellation, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Current).Unwrap();
}
