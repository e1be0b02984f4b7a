using System.Text.Json;
using Limner.Accounts;
using Limner.Generation.Augmenting;
using Limner.Generation.Queue;
using Limner.Jobs;
using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Generation.Endpoints;

/// <summary>A generation, as its maker alone sees it.</summary>
/// <param name="Id"><c>gen_…</c></param>
/// <param name="Prompt">As it is painted: with what retrieval added.</param>
/// <param name="Width">Of the pictures, in pixels.</param>
/// <param name="Height">Of the pictures, in pixels.</param>
/// <param name="DrawnWidth">What the model draws at; where that is less, pictures are enlarged.</param>
/// <param name="DrawnHeight">As the width.</param>
/// <param name="Scheduler">Null of another server's model, which takes none.</param>
/// <param name="Seed">Of the first picture.</param>
/// <param name="Strength">Exactly when it begins with a picture.</param>
/// <param name="InitImageId">The image of the library that it begins with; it may be gone.</param>
/// <param name="Position">Of one that waits, its place in the queue, from 1.</param>
/// <param name="SecondsLeft">Until it is done, where that can be said: the model was painted with before.</param>
/// <param name="Attempts">How often it was begun.</param>
/// <param name="Progress">Exactly while it is painted.</param>
/// <param name="Error">Why it failed, or was cancelled by another than its maker.</param>
/// <param name="Images">Once it is done.</param>
/// <param name="Seconds">What each stage took, once it is done.</param>
/// <param name="Rag">What retrieval added, and from where.</param>
internal sealed record GenerationView(
    string Id,
    GenerationState State,
    string Prompt,
    string? NegativePrompt,
    string Model,
    int NumImages,
    int Width,
    int Height,
    int? DrawnWidth,
    int? DrawnHeight,
    string Format,
    int Steps,
    double GuidanceScale,
    string? Scheduler,
    long Seed,
    double? Strength,
    string? InitImageId,
    bool HasMask,
    int Priority,
    int Attempts,
    int? Position,
    double? SecondsLeft,
    GenerationProgressView? Progress,
    JobError? Error,
    IReadOnlyList<GenerationImageView> Images,
    GenerationSecondsView? Seconds,
    int? PromptTokens,
    RagView? Rag,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt);

/// <summary>How far it is.</summary>
/// <param name="Picture">The one being painted, from 0.</param>
/// <param name="Step">Of that picture, done.</param>
/// <param name="Steps">Of that picture, in all.</param>
/// <param name="Preview">Number of the newest preview, which <c>/preview</c> shows; null while there is none.</param>
internal sealed record GenerationProgressView(int Picture, int Step, int Steps, int? Preview);

/// <summary>A painted picture; its file is at <c>/images/{number}</c>.</summary>
/// <param name="Number">From 0.</param>
/// <param name="Seed">Makes it again.</param>
/// <param name="Kept">Whether it was taken into the library, and is still there.</param>
/// <param name="ImageId">The image it became there; null until that has been read.</param>
internal sealed record GenerationImageView(int Number, long Seed, string MediaType, long Bytes, bool Kept, string? ImageId);

/// <summary>What each stage took, in seconds.</summary>
internal sealed record GenerationSecondsView(double Loading, double Encoding, double Sampling, double Decoding, double Saving);

/// <summary>What retrieval made of a prompt.</summary>
/// <param name="Prompt">As it was asked for.</param>
/// <param name="AugmentedPrompt">As it is painted.</param>
/// <param name="Tokens">Of that; null of another server's model, whose tokenizer is not known here.</param>
/// <param name="TokenBudget">Up to which something was added.</param>
/// <param name="State">Of the library when it was asked: with the same state the same question has the same answer.</param>
internal sealed record RagView(
    string Mode, string Prompt, string AugmentedPrompt, IReadOnlyList<PromptAddition> Additions, IReadOnlyList<RagSourceView> Sources, int? Tokens, int? TokenBudget, string? State)
{
    public static RagView Of(Augmentation made)
        => new(
            JsonNamingPolicy.SnakeCaseLower.ConvertName(made.Mode.ToString()), made.Prompt, made.AugmentedPrompt, made.Additions,
            [.. made.Sources.Select(source => new RagSourceView(
                source.ImageId, source.Name, source.Score, source.UsedAs, source.Rights.Statement, source.Rights.Creator, source.Rights.IsOwn, source.Rights.Owner.UserName))],
            made.Tokens, made.TokenBudget, made.State);
}

/// <summary>A picture that was gone by.</summary>
/// <param name="Score">0..1, as <c>GET /rag/search</c> gives it.</param>
/// <param name="UsedAs"><c>prompt</c>; <c>reference</c>: the painting begins with it.</param>
/// <param name="Rights">What is stated of the rights in it; nothing said is no permission.</param>
/// <param name="Owner">Whose library it is in.</param>
internal sealed record RagSourceView(string ImageId, string Name, double Score, string UsedAs, string? Rights, string? Creator, bool IsOwn, string Owner);

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
        var visible = await visibility.VisibleTo(db, userId).Where(image => EF.Parameter(imageIds).Contains(image.Id)).Select(image => image.Id).ToHashSetAsync(cancellation);
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
                image.Number, image.Seed, image.MediaType, image.Bytes, isVisible || (isFile && imageId is null), isVisible ? PublicId.Format(IdPrefixes.Image, imageId!.Value) : null);
        }
    }
}
