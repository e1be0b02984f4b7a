using Limner.Library.Thumbnails;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Trash;

/// <summary>
/// Lets go of contents that no image shows: an edited file's old bytes, a purged image's. With a content goes all that was derived from it, and its
/// thumbnails after the commit; should the server end between the two, the sweep of the thumbnail cache finds them.
/// </summary>
internal sealed class UnusedContents(IDatabase database, CachedPreviews previews)
{
    private const int ChunkSize = 500;

    /// <summary>Those of these contents that nothing but tombstones needs.</summary>
    public async Task ForgetAsync(LimnerDb db, IReadOnlyCollection<long> contentIds, CancellationToken cancellation)
    {
        if (contentIds.Count == 0)
        {
            return;
        }

        var images = db.Set<ImageRow>();
        var unused = await db.Set<ContentRow>()
            .Where(content => EF.Parameter(contentIds).Contains(content.Id) && !images.Any(image => image.ContentId == content.Id && image.PurgedAt == null))
            .Select(content => new { content.Id, content.Sha256, IsBuried = images.Any(image => image.ContentId == content.Id) })
            .ToListAsync(cancellation);
        if (unused.Count == 0)
        {
            return;
        }

        var ids = unused.ConvertAll(content => content.Id);
        await db.PublishAsync(new ContentsForgotten(ids), cancellation);
        await db.Set<DerivationRow>().Where(derivation => EF.Parameter(ids).Contains(derivation.ContentId)).ExecuteDeleteAsync(cancellation);
        var buried = unused.Where(content => content.IsBuried).Select(content => content.Id).ToList();
        await BlankAsync(db, buried, cancellation);
        var gone = ids.Except(buried).ToList();
        await db.Set<ContentRow>().Where(content => EF.Parameter(gone).Contains(content.Id)).ExecuteDeleteAsync(cancellation);
        db.AfterCommit(() => previews.Remove(unused.ConvertAll(content => content.Sha256)));
    }

    /// <summary>Looks at the contents that images have had before. Call while nothing is being read that one of them could turn out to be.</summary>
    public async Task ForgetAbandonedAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await using (var db = database.Read())
            {
                if (!await db.Set<AbandonedContentRow>().AnyAsync(cancellation))
                {
                    return;
                }
            }

            await database.WriteAsync(
                async (db, token) =>
                {
                    var ids = await db.Set<AbandonedContentRow>().Select(row => row.ContentId).OrderBy(id => id).Take(ChunkSize).ToListAsync(token);
                    await ForgetAsync(db, ids, token);
                    await db.Set<AbandonedContentRow>().Where(row => EF.Parameter(ids).Contains(row.ContentId)).ExecuteDeleteAsync(token);
                },
                cancellation);
        }
    }

    /// <summary>What a tombstone keeps of a picture is its hash: not where and when it was taken, nor what it looked like.</summary>
    private static Task BlankAsync(LimnerDb db, IReadOnlyCollection<long> ids, CancellationToken cancellation)
        => db.Set<ContentRow>().Where(content => EF.Parameter(ids).Contains(content.Id)).ExecuteUpdateAsync(
            set => set
                .SetProperty(content => content.TakenAt, (DateTimeOffset?)null)
                .SetProperty(content => content.TakenOffsetMinutes, (int?)null)
                .SetProperty(content => content.CameraMake, (string?)null)
                .SetProperty(content => content.CameraModel, (string?)null)
                .SetProperty(content => content.Lens, (string?)null)
                .SetProperty(content => content.ExposureSeconds, (double?)null)
                .SetProperty(content => content.FNumber, (double?)null)
                .SetProperty(content => content.Iso, (int?)null)
                .SetProperty(content => content.FocalLengthMm, (double?)null)
                .SetProperty(content => content.Latitude, (double?)null)
                .SetProperty(content => content.Longitude, (double?)null)
                .SetProperty(content => content.AltitudeM, (double?)null)
                .SetProperty(content => content.ThumbHash, Array.Empty<byte>())
                .SetProperty(content => content.Palette, "[]")
                .SetProperty(content => content.PerceptualHash, 0L),
            cancellation);
}
