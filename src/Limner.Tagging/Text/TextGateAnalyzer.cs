using System.Text.Json;
using Limner.Imaging;
using Limner.Jobs;
using Limner.Library;
using Limner.Storage;
using Limner.Tagging.Detections;
using Limner.Vision.Ocr;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Limner.Tagging.Text;

/// <summary>
/// Tells during the scan which pictures carry text. Those are read afterwards by <see cref="ReadTextJob"/>: that takes seconds, and the scan does not wait.
/// </summary>
internal sealed class TextGateAnalyzer(
    ITextGate gate, ModelTags tags, IJobQueue jobs, IOptionsMonitor<OcrOptions> options, IOptionsMonitor<TaggingOptions> tagging) : IPictureAnalyzer
{
    public string Kind => "text_gate";

    public string Version => $"{gate.Version}+{options.CurrentValue.GateThreshold:0.####}";

    public bool IsEnabled => options.CurrentValue.Enabled;

    public async Task<object> AnalyzeAsync(DecodedPicture picture, CancellationToken cancellation)
        => Math.Round((double)await gate.ScoreAsync(picture.Square, cancellation), 4);

    public async Task SaveAsync(LimnerDb db, IReadOnlyList<AnalyzedContent> batch, CancellationToken cancellation)
    {
        var threshold = options.CurrentValue.GateThreshold;
        var scores = JsonSerializer.Serialize(batch.Select(item => new object[] { item.ContentId, item.Finding }));

        // What was read stays read, whatever the gate now believes: somebody may have asked for it.
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO content_texts (content_id, score, state)
            SELECT value ->> 0, value ->> 1, CASE WHEN value ->> 1 >= {threshold} THEN 'pending' ELSE 'none' END FROM json_each({scores}) WHERE true
            ON CONFLICT (content_id) DO UPDATE SET score = excluded.score, state = CASE WHEN state IN ('none', 'pending') THEN excluded.state ELSE state END
            """,
            cancellation);
        if (batch.Any(item => (double)item.Finding >= threshold))
        {
            await jobs.EnqueueAsync(db, ReadTextJob.ForAll(), cancellation);
        }
    }

    /// <summary>The detector gives new images all tags of their content; only where it is switched off is that left to be done here.</summary>
    public Task AttachAsync(LimnerDb db, IReadOnlyList<AttachedImage> images, CancellationToken cancellation)
        => tagging.CurrentValue.DetectObjects ? Task.CompletedTask : tags.AttachAsync(db, images.Select(image => image.ImageId), cancellation);
}
