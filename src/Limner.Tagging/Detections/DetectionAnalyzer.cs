using Limner.Imaging;
using Limner.Library;
using Limner.Storage;
using Limner.Vision.Detection;
using Microsoft.Extensions.Options;

namespace Limner.Tagging.Detections;

/// <summary>
/// Looks for objects in every picture the library decodes. The version names the detector and the threshold: when either
/// changes, the next scan looks again, and the new findings replace the model's tags and nobody else's.
/// </summary>
internal sealed class DetectionAnalyzer(IObjectDetector detector, ModelTags tags, IOptionsMonitor<TaggingOptions> options) : IPictureAnalyzer
{
    public string Kind => "detections";

    public string Version => $"{detector.Version}+tag{options.CurrentValue.DetectionThreshold:0.####}";

    public bool IsEnabled => options.CurrentValue.DetectObjects;

    public async Task<object> AnalyzeAsync(DecodedPicture picture, CancellationToken cancellation)
        => (await detector.DetectAsync(picture.Square, cancellation)).Select(found => new DetectionRow
        {
            Label = found.Label,
            Confidence = Math.Round(Math.Clamp(found.Confidence, 0, 1), 4),
            X = Math.Round(found.Box.X, 4),
            Y = Math.Round(found.Box.Y, 4),
            Width = Math.Round(found.Box.Width, 4),
            Height = Math.Round(found.Box.Height, 4),
        }).ToList();

    public Task SaveAsync(LimnerDb db, IReadOnlyList<AnalyzedContent> batch, CancellationToken cancellation)
        => tags.SaveAsync(db, [.. batch.Select(item => (item.ContentId, (IReadOnlyList<DetectionRow>)item.Finding))], cancellation);

    public Task AttachAsync(LimnerDb db, IReadOnlyList<AttachedImage> images, CancellationToken cancellation)
        => tags.AttachAsync(db, images.Select(image => image.ImageId), cancellation);
}
