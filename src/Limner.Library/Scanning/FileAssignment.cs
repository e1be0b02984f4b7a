using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Scanning;

/// <summary>
/// Decides which image of an owner a file shows. The same bytes are the same image, however many files hold them. A file whose bytes
/// changed is a new version of its image when nothing else shows that image, and another image otherwise.
/// </summary>
internal sealed class FileAssignment
{
    private readonly LimnerDb _db;
    private readonly long _ownerId;
    private readonly Dictionary<long, ImageRow> _byId;
    private readonly Dictionary<long, ImageRow> _byContent = [];
    private readonly Dictionary<ImageRow, int> _fileCounts;
    private readonly List<(ImageFileRow File, ImageRow Image)> _assignments = [];
    private readonly HashSet<ImageRow> _changed = [];

    private FileAssignment(LimnerDb db, long ownerId, Dictionary<long, ImageRow> byId, Dictionary<ImageRow, int> fileCounts)
    {
        _db = db;
        _ownerId = ownerId;
        _byId = byId;
        _fileCounts = fileCounts;
    }

    /// <summary>Images that are new or have a new content. Call after <see cref="SettleFiles"/>.</summary>
    public IEnumerable<AttachedImage> Attached => _changed.Select(image => new AttachedImage(image.Id, image.ContentId));

    /// <summary>Contents that an image of them had until now.</summary>
    public HashSet<long> Abandoned { get; } = [];

    /// <summary>Images that were given a file. Call after <see cref="SettleFiles"/>.</summary>
    public IReadOnlyList<long> Assigned => [.. _assignments.Select(assignment => assignment.Image.Id).Distinct()];

    public static async Task<FileAssignment> LoadAsync(
        LimnerDb db, long ownerId, IReadOnlyCollection<ContentRow> contents, IReadOnlyCollection<ImageFileRow> files, CancellationToken cancellation)
    {
        var contentIds = contents.Select(content => content.Id).ToList();
        var imageIds = files.Where(file => file.ImageId is not null).Select(file => file.ImageId!.Value).Distinct().ToList();
        var images = await db.Set<ImageRow>()
            .Where(image => image.OwnerId == ownerId && (contentIds.Contains(image.ContentId) || imageIds.Contains(image.Id)))
            .ToListAsync(cancellation);
        var ids = images.Select(image => image.Id).ToList();
        var counts = await db.Set<ImageFileRow>().Where(file => file.ImageId != null && ids.Contains(file.ImageId.Value))
            .GroupBy(file => file.ImageId!.Value)
            .Select(group => new { ImageId = group.Key, Count = group.Count() })
            .ToDictionaryAsync(group => group.ImageId, group => group.Count, cancellation);
        var assignment = new FileAssignment(db, ownerId, images.ToDictionary(image => image.Id), images.ToDictionary(image => image, image => counts.GetValueOrDefault(image.Id)));

        // A tombstone takes the file of a removed picture, so that it stays removed; a live image goes before it.
        foreach (var image in images.OrderBy(image => image.RemovedAt is null))
        {
            assignment._byContent[image.ContentId] = image;
        }

        return assignment;
    }

    public void Assign(ImageFileRow file, ContentRow content, DateTimeOffset now)
    {
        var current = file.ImageId is { } id ? _byId.GetValueOrDefault(id) : null;
        _byContent.TryGetValue(content.Id, out var image);

        // What somebody goes on working at is not put away because it has come to look like something they removed.
        if (image is null || (image.RemovedAt is not null && current is { RemovedAt: null } && _fileCounts[current] == 1))
        {
            image = current is { RemovedAt: null } && _fileCounts[current] == 1
                ? NewVersion(current, content)
                : NewImage(file, content, now);
            image.SortAt = content.TakenAt ?? file.ModifiedAt;
            image.UpdatedAt = now;
            _changed.Add(image);
        }

        if (current is not null)
        {
            _fileCounts[current]--;
        }

        _fileCounts[image]++;
        file.ErrorCode = file.ErrorDetail = null;

        // Ready needs the image's id; until then the row is what it was before it was read.
        file.State = ImageFileState.Pending;
        _assignments.Add((file, image));
    }

    /// <summary>Gives the files the ids of their images, new ones included. Returns those ids.</summary>
    public IEnumerable<long> SettleFiles()
    {
        foreach (var (file, image) in _assignments)
        {
            file.ImageId = image.Id;
            file.State = ImageFileState.Ready;
        }

        return Assigned;
    }

    private ImageRow NewVersion(ImageRow image, ContentRow content)
    {
        if (_byContent.GetValueOrDefault(image.ContentId) == image)
        {
            _byContent.Remove(image.ContentId);
        }

        Abandoned.Add(image.ContentId);
        image.ContentId = content.Id;
        _byContent[content.Id] = image;
        return image;
    }

    private ImageRow NewImage(ImageFileRow file, ContentRow content, DateTimeOffset now)
    {
        var image = new ImageRow { OwnerId = _ownerId, ContentId = content.Id, Name = file.Name, CreatedAt = now };
        _db.Add(image);
        _byContent.Add(content.Id, image);
        _fileCounts.Add(image, 0);
        return image;
    }
}
