using System.Text.Json;
using Limner.Library;
using Limner.Storage;
using Limner.Storage.Events;
using Limner.Tagging;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Indexing;

/// <summary>
/// Keeps the full-text index in step with the catalogue, in the transaction that changes it. What a gallery cannot show is not in the
/// index. Three queries and two statements a batch, however many images it has.
/// </summary>
internal sealed class ImageIndexer : IDomainEventHandler<ImagesChanged>, IDomainEventHandler<ImagesRemoved>
{
    /// <summary>Images whose texts are held in memory at once.</summary>
    private const int BatchSize = 500;

    public async Task HandleAsync(ImagesChanged message, LimnerDb db, CancellationToken cancellation)
    {
        foreach (var batch in message.ImageIds.Chunk(BatchSize))
        {
            await IndexAsync(db, batch, cancellation);
        }
    }

    public Task HandleAsync(ImagesRemoved message, LimnerDb db, CancellationToken cancellation)
        => RemoveAsync(db, JsonSerializer.Serialize(message.ImageIds), cancellation);

    private static Task RemoveAsync(LimnerDb db, string ids, CancellationToken cancellation)
        => db.Database.ExecuteSqlAsync($"DELETE FROM search_index WHERE rowid IN (SELECT value FROM json_each({ids}))", cancellation);

    private static async Task IndexAsync(LimnerDb db, long[] ids, CancellationToken cancellation)
    {
        // Tracked changes of the publisher that it has not saved yet would be missed by the queries below.
        await db.SaveChangesAsync(cancellation);
        var images = await db.Set<ImageRow>()
            .Where(image => EF.Parameter(ids).Contains(image.Id) && image.RemovedAt == null && image.MissingSince == null)
            .Join(db.Set<ContentRow>(), image => image.ContentId, content => content.Id, (image, content) => new
            {
                image.Id,
                image.Name,
                image.SortAt,
                content.CameraMake,
                content.CameraModel,
                content.Lens,
            })
            .ToListAsync(cancellation);
        var files = await db.Set<ImageFileRow>()
            .Where(file => file.ImageId != null && EF.Parameter(ids).Contains(file.ImageId.Value) && (file.State == ImageFileState.Ready || file.State == ImageFileState.Pending))
            .Join(db.Set<FolderRow>(), file => file.FolderId, folder => folder.Id, (file, folder) => new
            {
                ImageId = file.ImageId!.Value,
                file.RelativePath,
                FolderName = folder.Name,
                FolderPath = folder.Path,
            })
            .ToListAsync(cancellation);
        var tags = await db.Set<ImageTagRow>()
            .Where(row => EF.Parameter(ids).Contains(row.ImageId))
            .Join(db.Set<TagRow>(), row => row.TagId, tag => tag.Id, (row, tag) => new { row.ImageId, tag.Name })
            .Distinct()
            .ToListAsync(cancellation);
        var filesOf = files.ToLookup(file => file.ImageId);
        var tagsOf = tags.ToLookup(tag => tag.ImageId, tag => tag.Name);
        var rows = images.Select(image => new object[]
        {
            image.Id,
            SearchText.ForIndex(filesOf[image.Id].Select(file => Path.GetFileName(file.RelativePath)).Prepend(image.Name).Distinct()),
            SearchText.ForIndex(tagsOf[image.Id]),
            SearchText.ForIndex(filesOf[image.Id]
                .SelectMany(file => Directories(file.RelativePath).Prepend(Path.GetFileName(file.FolderPath)).Prepend(file.FolderName))
                .Distinct()),
            SearchText.ForIndex([image.CameraMake, image.CameraModel, image.Lens, DateWords(image.SortAt)]),
        });
        await RemoveAsync(db, JsonSerializer.Serialize(ids), cancellation);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO search_index (rowid, name, tags, folder, metadata)
            SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each({JsonSerializer.Serialize(rows)})
            """,
            cancellation);
    }

    private static IEnumerable<string> Directories(string relativePath)
    {
        var segments = relativePath.Split('/');
        return segments.Take(segments.Length - 1);
    }

    /// <summary>Year, month by name, and the date as one word that a year, a month or a day begins.</summary>
    private static string DateWords(DateTimeOffset time) => time.ToString("yyyy MMMM yyyyMMdd");
}
