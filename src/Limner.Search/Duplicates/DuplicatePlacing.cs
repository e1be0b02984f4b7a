using System.Text.Json;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Duplicates;

/// <summary>
/// Puts images that have not been compared yet, or show something else than when they were, into their groups. What is left to do is a question to the
/// database, so whatever is cut off goes on where it was.
/// </summary>
internal static class DuplicatePlacing
{
    /// <summary>Images a transaction; between two of them other writers have their turn.</summary>
    public const int BatchSize = 1_000;

    /// <summary>Images that are yet to be compared. Removed ones are left out until they come back.</summary>
    public static IQueryable<ImageRow> Pending(LimnerDb db)
        => from image in db.Set<ImageRow>()
           where image.RemovedAt == null
           join content in db.Set<ContentRow>() on image.ContentId equals content.Id
           where !db.Set<DuplicatePlaceRow>().Any(place =>
               place.ImageId == image.Id && place.ContentId == content.Id && place.PerceptualHash == content.PerceptualHash && place.Version == OwnerClusters.Version)
           select image;

    /// <summary>Members of groups whose leader is no more: they are compared anew.</summary>
    public static Task<int> LoosenOrphansAsync(LimnerDb db, CancellationToken cancellation)
        => db.Database.ExecuteSqlAsync(
            $"""
            DELETE FROM duplicate_places WHERE image_id IN (
                SELECT image_id FROM duplicate_members WHERE leader_id NOT IN (SELECT image_id FROM duplicate_places))
            """,
            cancellation);

    /// <summary>Whether an owner's groups in memory are those that are stored: nothing but the placing itself adds to them, so that any other change leaves fewer.</summary>
    public static async Task<bool> IsCurrentAsync(LimnerDb db, long ownerId, OwnerClusters clusters, CancellationToken cancellation)
        => clusters.Count == await db.Set<ImageRow>().CountAsync(image => image.OwnerId == ownerId && db.Set<DuplicatePlaceRow>().Any(place => place.ImageId == image.Id), cancellation);

    /// <summary>The groups of an owner as they stand.</summary>
    public static async Task<OwnerClusters> LoadAsync(LimnerDb db, long ownerId, CancellationToken cancellation)
    {
        var clusters = new OwnerClusters();
        var followers = (await db.Set<DuplicateMemberRow>().AsNoTracking().Where(row => row.OwnerId == ownerId && row.LeaderId != row.ImageId).Select(row => new { row.ImageId, row.Kind }).ToListAsync(cancellation))
            .Select(row => (row.ImageId, row.Kind)).ToHashSet();
        var placed = db.Set<ImageRow>().Where(image => image.OwnerId == ownerId && db.Set<DuplicatePlaceRow>().Any(place => place.ImageId == image.Id
            && place.ContentId == image.ContentId && place.Version == OwnerClusters.Version));
        await foreach (var item in Materials(db, placed).OrderBy(item => item.ImageId).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            clusters.Restore(item.Fingerprint(), kind => followers.Contains((item.ImageId, kind)));
        }

        return clusters;
    }

    /// <summary>Places the next images of an owner.</summary>
    /// <returns>How many were placed; whether some had stood elsewhere, so that the groups have to be loaded again; whether any joined a group.</returns>
    public static async Task<(int Count, bool IsOutdated, bool HasGroups)> PlaceBatchAsync(LimnerDb db, long ownerId, OwnerClusters clusters, CancellationToken cancellation)
    {
        var items = await Materials(db, Pending(db).Where(image => image.OwnerId == ownerId).OrderBy(image => image.Id).Take(BatchSize)).OrderBy(item => item.ImageId).ToListAsync(cancellation);
        var ids = JsonSerializer.Serialize(items.Select(item => item.ImageId));
        var loosened = await db.Database.ExecuteSqlAsync(
            $"""
            DELETE FROM duplicate_places WHERE image_id IN (
                SELECT value FROM json_each({ids}) UNION ALL SELECT image_id FROM duplicate_members WHERE leader_id IN (SELECT value FROM json_each({ids})))
            """,
            cancellation);
        if (loosened > 0)
        {
            return (0, true, false);
        }

        var members = items.ConvertAll(item => (item.ImageId, Joined: clusters.Place(item.Fingerprint()))).SelectMany(item => item.Joined.Select(to => new object[] { item.ImageId, Spell(to.Kind), to.LeaderId })).ToList();
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO duplicate_places (image_id, content_id, perceptual_hash, version)
            SELECT value ->> 0, value ->> 1, value ->> 2, {OwnerClusters.Version}
            FROM json_each({JsonSerializer.Serialize(items.Select(item => new[] { item.ImageId, item.ContentId, item.PerceptualHash }))})
            """,
            cancellation);
        if (members.Count > 0)
        {
            // The leader's own row comes with its first follower.
            var rows = JsonSerializer.Serialize(members);
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT OR IGNORE INTO duplicate_members (image_id, kind, leader_id, owner_id)
                SELECT value ->> 0, value ->> 1, value ->> 2, {ownerId} FROM json_each({rows})
                UNION ALL SELECT value ->> 2, value ->> 1, value ->> 2, {ownerId} FROM json_each({rows})
                """,
                cancellation);
        }

        return (items.Count, false, members.Count > 0);
    }

    private static string Spell(GroupKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());

    private static IQueryable<Material> Materials(LimnerDb db, IQueryable<ImageRow> images)
        => from image in images
           join content in db.Set<ContentRow>() on image.ContentId equals content.Id
           select new Material
           {
               ImageId = image.Id,
               ContentId = content.Id,
               PerceptualHash = content.PerceptualHash,
               ThumbHash = content.ThumbHash,
               Width = content.Width,
               Height = content.Height,
               CameraMake = content.CameraMake,
               CameraModel = content.CameraModel,
               TakenAt = content.TakenAt,
           };

    private sealed class Material
    {
        public required long ImageId { get; init; }

        public required long ContentId { get; init; }

        public required long PerceptualHash { get; init; }

        public required byte[] ThumbHash { get; init; }

        public required int Width { get; init; }

        public required int Height { get; init; }

        public required string? CameraMake { get; init; }

        public required string? CameraModel { get; init; }

        public required DateTimeOffset? TakenAt { get; init; }

        public Fingerprint Fingerprint() => new(
            ImageId,
            unchecked((ulong)PerceptualHash),
            CoarseLook.Read(ThumbHash),
            MathF.Log(Math.Max(1, Width) / (float)Math.Max(1, Height)),
            CameraModel is null ? 0 : CameraNumber.Of(CameraMake, CameraModel),
            TakenAt?.ToUnixTimeMilliseconds());
    }
}
