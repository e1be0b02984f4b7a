using System.Text.Json;
using Limner.Generation.Augmenting;
using Limner.Generation.Output;
using Limner.Generation.Queue;
using Limner.Jobs;
using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Generation.Endpoints;

/// <summary>Puts rows together with what the memory and the queue say of them. As many statements for a page as for one.</summary>
internal sealed class GenerationViewer(RunningPaintings running, Paces paces, Visibility visibility)
{
    public async Task<IReadOnlyList<GenerationView>> ViewAsync(LimnerDb db, long userId, IReadOnlyList<GenerationRow> rows, CancellationToken cancellation)
    {
        var ids = rows.Select(row => row.Id).ToList();
        var images = (await db.Set<GenerationImageRow>().AsNoTracking().Where(image => EF.Parameter(ids).Contains(image.GenerationId)).OrderBy(image => image.Number).ToListAsync(cancellation))
            .ToLookup(image => image.GenerationId);
        var kept = await KeptAsync(db, userId, images.SelectMany(own => own), cancellation);
        var (places, book) = await QueueAsync(db, rows, cancellation);
        return [.. rows.Select(row => View(row, [.. images[row.Id]], kept, places.GetValueOrDefault(row.Id), book))];
    }

    /// <summary>Where each that waits stands, and how long it will be; nothing is asked where none does.</summary>
    private async Task<(IReadOnlyDictionary<long, (int Position, double? SecondsLeft)> Places, PaceBook? Book)> QueueAsync(
        LimnerDb db, IReadOnlyList<GenerationRow> rows, CancellationToken cancellation)
    {
        var places = new Dictionary<long, (int, double?)>();
        if (rows.All(row => row.FinishedAt is not null))
        {
            return (places, null);
        }

        var book = await paces.AllAsync(db, cancellation);
        foreach (var isRemote in rows.Where(row => row.State == QueueState.Queued).Select(row => row.IsRemote).Distinct())
        {
            // What is being painted comes first; of one that does not run here nothing is known.
            double? seconds = running.All.Where(painting => painting.Row.IsRemote == isRemote).Aggregate((double?)0, (sum, painting) => sum + TimeLeft.Of(painting.Row, painting.Stand, book.Of(painting.Row)));
            var order = await QueueOrder.OfAsync(db, isRemote, cancellation);
            for (var i = 0; i < order.Count; i++)
            {
                seconds += TimeLeft.Of(order[i], book.Of(order[i]));
                places[order[i].Id] = (i + 1, seconds);
            }
        }

        return (places, book);
    }

    /// <summary>Which kept pictures are there still, and as what.</summary>
    private async Task<KeptPictures> KeptAsync(LimnerDb db, long userId, IEnumerable<GenerationImageRow> images, CancellationToken cancellation)
    {
        var all = images.Where(image => image.KeptFileId is not null || image.KeptImageId is not null).ToList();
        if (all.Count == 0)
        {
            return new KeptPictures([], []);
        }

        var fileIds = all.Select(image => image.KeptFileId).OfType<long>().ToList();
        var files = await db.Set<ImageFileRow>().AsNoTracking().Where(file => EF.Parameter(fileIds).Contains(file.Id) && file.State != ImageFileState.Missing)
            .Select(file => new { file.Id, file.ImageId }).ToDictionaryAsync(file => file.Id, file => file.ImageId, cancellation);
        var imageIds = all.Select(image => image.KeptImageId).Concat(files.Values).OfType<long>().Distinct().ToList();
        var visible = await visibility.VisibleTo(db, userId, imageIds).Select(image => image.Id).ToHashSetAsync(cancellation);
        return new KeptPictures(files, visible);
    }

    private GenerationView View(GenerationRow row, IReadOnlyList<GenerationImageRow> images, KeptPictures kept, (int Position, double? SecondsLeft) place, PaceBook? book)
    {
        var painting = row.State == QueueState.Running ? running.Find(row.Id) : null;
        var stand = painting?.Stand;
        return new GenerationView(
            RunningPaintings.PublicIdOf(row.Id),
            row.State switch
            {
                QueueState.Queued => GenerationState.Queued,
                QueueState.Running => stand?.State ?? GenerationState.Loading,
                QueueState.Done => GenerationState.Done,
                QueueState.Failed => GenerationState.Failed,
                _ => GenerationState.Cancelled,
            },
            row.Prompt,
            row.NegativePrompt,
            row.Model,
            row.NumImages,
            row.Width,
            row.Height,
            row.DrawnWidth,
            row.DrawnHeight,
            row.Format,
            row.Steps,
            row.GuidanceScale,
            row.Scheduler,
            row.Seed,
            row.Strength,
            row.InitImageId is { } init ? PublicId.Format(IdPrefixes.Image, init) : null,
            row.HasMask,
            row.Priority,
            row.Attempts,
            row.State == QueueState.Queued && place.Position > 0 ? place.Position : null,
            Rounded(stand is null ? place.SecondsLeft : TimeLeft.Of(row, stand, book?.Of(row))),
            stand is null ? null : new GenerationProgressView(stand.Picture, stand.Step, stand.Steps, stand.Preview),
            JobError.Of(row.ErrorCode, row.ErrorDetail),
            [.. images.Select(image => kept.View(image))],
            row.Seconds is null ? null : Seconds(JsonSerializer.Deserialize<StageSeconds>(row.Seconds)!),
            row.PromptTokens,
            Augmentation.Read(row.Augmentation) is { } made ? RagView.Of(made) : null,
            row.CreatedAt,
            row.UpdatedAt,
            row.StartedAt,
            row.FinishedAt);
    }

    private static GenerationSecondsView Seconds(StageSeconds took)
        => new(Math.Round(took.Loading, 3), Math.Round(took.Encoding, 3), Math.Round(took.Sampling, 3), Math.Round(took.Decoding, 3), Math.Round(took.Saving, 3));

    private static double? Rounded(double? seconds) => seconds is { } known ? Math.Round(known, 1) : null;

    private sealed record KeptPictures(Dictionary<long, long?> Files, HashSet<long> Visible)
    {
        public GenerationImageView View(GenerationImageRow image)
        {
            var isFile = image.KeptFileId is { } fileId && Files.ContainsKey(fileId);
            var imageId = image.KeptImageId ?? (isFile ? Files[image.KeptFileId!.Value] : null);
            var isVisible = imageId is { } id && Visible.Contains(id);
            return new GenerationImageView(
                image.Number, image.Seed, image.MediaType, image.Bytes, isVisible || (isFile && imageId is null), isVisible ? PublicId.Format(IdPrefixes.Image, imageId!.Value) : null,
                image.Nearest is null ? null : JsonSerializer.Deserialize<NearestPicture>(image.Nearest));
        }
    }
}
