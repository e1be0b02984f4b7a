using Limner.Kernel.Errors;
using Limner.Library;
using Limner.Storage;
using Limner.Vision.Embedding.ImageText;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Limner.Search.Meaning;

/// <summary>
/// Pictures that have no vector though all were gone through, and why: those that no vector can be made of are no reason to wait, those that are away now are.
/// </summary>
internal sealed class PicturesLeft(IDatabase database, IContentPictures pictures, ILogger<PicturesLeft> logger)
{
    private const int BatchSize = 200;

    /// <summary>Looks at them once more, up to the first that may come back.</summary>
    /// <returns>How many can never be had, by the reason.</returns>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.PicturesAway"/>: a picture in a list has no vector, and may have one later.</exception>
    public async Task<IReadOnlyDictionary<string, int>> CheckAsync(IImageTextModel model, CancellationToken cancellation)
    {
        var refused = new Dictionary<string, int>(StringComparer.Ordinal);
        var after = 0L;
        while (await NextAsync(model, after, cancellation) is { Count: > 0 } batch)
        {
            foreach (var contentId in batch)
            {
                var why = await ReasonAsync(model, contentId, cancellation);
                if (why is null || IsAway(why))
                {
                    await using var db = database.Read();
                    var left = await Listed(db, model).CountAsync(cancellation);
                    throw new LimnerException(ErrorCatalogue.PicturesAway, $"{left} have no vector yet; one of them: {why?.Code ?? "it was away a moment ago"}. Until all have one, the vectors that were there before go on answering.");
                }

                Log.MeaningRefused(logger, contentId, why.Code);
                refused[why.Code] = refused.GetValueOrDefault(why.Code) + 1;
            }

            after = batch[^1];
        }

        return refused;
    }

    /// <summary>Of what is in no list (in the trash, or without any file that is there), nothing can be found: when it comes back, a scan looks at it.</summary>
    public static IQueryable<long> Listed(LimnerDb db, IImageTextModel model)
        => EmbedMeaningJob.Lacking(db, model)
            .Where(id => db.Set<ImageRow>().Any(image => image.ContentId == id && image.PurgedAt == null && image.RemovedAt == null && image.MissingSince == null));

    private static bool IsAway(ErrorDefinition error)
        => error == ErrorCatalogue.FileMissing || error == ErrorCatalogue.FileUnreadable || error == ErrorCatalogue.FileChanging || error == ErrorCatalogue.PathOutsideRoot
            || error.Code.StartsWith("folder_", StringComparison.Ordinal);

    /// <summary>A model that is gone or broken says nothing of any picture: then the work ends.</summary>
    private static bool IsAboutThePicture(ErrorDefinition error) => IsAway(error) || error.Code.StartsWith("file_", StringComparison.Ordinal) || error == ErrorCatalogue.Inference;

    /// <returns>Null where it can be had now.</returns>
    private async Task<ErrorDefinition?> ReasonAsync(IImageTextModel model, long contentId, CancellationToken cancellation)
    {
        try
        {
            using var picture = await pictures.DecodeSquareAsync(contentId, cancellation);
            await Task.Factory.StartNew(
                () => model.Pictures.EncodeAsync(picture, cancellation), cancellation, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();
            return null;
        }
        catch (LimnerException failure) when (IsAboutThePicture(failure.Failure.Error))
        {
            return failure.Failure.Error;
        }
    }

    private async Task<List<long>> NextAsync(IImageTextModel model, long after, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await Listed(db, model).Where(id => id > after).OrderBy(id => id).Take(BatchSize).ToListAsync(cancellation);
    }
}
