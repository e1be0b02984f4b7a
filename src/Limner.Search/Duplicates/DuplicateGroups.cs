using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Storage;
using Limner.Tagging;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Duplicates;

/// <summary>
/// The groups of a person's own images that are still to be decided. As many statements for a page of one group as for one of fifty. Images of others are
/// in nobody's groups: only an image's owner may remove it, and a group that another's image holds together would tell that there is one (record 26).
/// </summary>
internal sealed class DuplicateGroups(Visibility visibility)
{
    /// <summary>Images of a group that are listed at once.</summary>
    public const int MaxImages = 60;

    /// <summary>The groups by their leaders, with how many images they have.</summary>
    public static IQueryable<OpenGroup> Open(LimnerDb db, long userId, GroupKind kind)
    {
        var shown = Shown(db, userId, kind);
        var dismissed =
            from member in shown
            join dismissal in db.Set<DuplicateDismissalRow>() on new { member.ImageId, member.ContentId } equals new { dismissal.ImageId, dismissal.ContentId }
            group member by new { member.LeaderId, dismissal.EditId, dismissal.Place } into set
            select new DismissedSet { LeaderId = set.Key.LeaderId, Count = set.Count() };
        var groups = shown.GroupBy(member => member.LeaderId).Where(members => members.Count() > 1).Select(members => new OpenGroup { LeaderId = members.Key, Count = members.Count() });

        // Joined rather than asked for by a subquery: in there EF Core would count the set's rows for the group's.
        return
            from one in groups
            join set in dismissed on new { LeaderId = (long?)one.LeaderId, Count = (int?)one.Count } equals new { set.LeaderId, set.Count } into sets
            from set in sets.DefaultIfEmpty()
            where set!.LeaderId == null
            select new OpenGroup { LeaderId = one.LeaderId, Count = one.Count };
    }

    /// <summary>Images of which there are several files.</summary>
    public static IQueryable<long> WithCopies(LimnerDb db, long userId)
    {
        var several = db.Set<ImageFileRow>().Where(file => file.ImageId != null && file.State == ImageFileState.Ready && file.VanishedAt == null)
            .GroupBy(file => file.ImageId!.Value).Where(files => files.Count() > 1).Select(files => files.Key);
        return Visibility.OwnedBy(db, userId).Where(image => several.Contains(image.Id)).Select(image => image.Id);
    }

    /// <summary>The images of a group that are there now, the leader's group at any size.</summary>
    public static Task<List<long>> MembersAsync(LimnerDb db, long userId, GroupKind kind, long leaderId, CancellationToken cancellation)
        => Shown(db, userId, kind).Where(member => member.LeaderId == leaderId).OrderBy(member => member.ImageId).Select(member => member.ImageId).ToListAsync(cancellation);

    /// <summary>Groups with their images, in the order asked for.</summary>
    public async Task<IReadOnlyList<(long LeaderId, int Count, IReadOnlyList<DuplicateImage> Images)>> LoadAsync(LimnerDb db, long userId, GroupKind kind, IReadOnlyCollection<long> leaderIds, CancellationToken cancellation)
    {
        var members = (await Shown(db, userId, kind).Where(member => EF.Parameter(leaderIds).Contains(member.LeaderId)).OrderBy(member => member.ImageId)
            .Select(member => new { member.LeaderId, member.ImageId }).ToListAsync(cancellation)).ToLookup(member => member.LeaderId, member => member.ImageId);
        var images = await ImagesAsync(db, userId, [.. leaderIds.SelectMany(leader => members[leader].Take(MaxImages))], cancellation);
        return [.. leaderIds.Select(leader => (leader, members[leader].Count(), (IReadOnlyList<DuplicateImage>)[.. members[leader].Take(MaxImages).Where(images.ContainsKey).Select(id => images[id])])).Where(group => group.Item3.Count > 0)];
    }

    /// <summary>A person's own images with all that is compared: four statements.</summary>
    public async Task<Dictionary<long, DuplicateImage>> ImagesAsync(LimnerDb db, long userId, IReadOnlyCollection<long> imageIds, CancellationToken cancellation)
    {
        var images = await (
            from image in Visibility.OwnedBy(db, userId, imageIds)
            join content in db.Set<ContentRow>() on image.ContentId equals content.Id
            join values in db.Set<ImageValuesRow>() on image.Id equals values.ImageId
            join row in db.Set<ImageMarkRow>() on new { UserId = userId, ImageId = image.Id } equals new { row.UserId, row.ImageId } into marks
            from mark in marks.DefaultIfEmpty()
            select new DuplicateImage
            {
                Id = image.Id,
                ContentId = content.Id,
                Name = image.Name,
                SortAt = image.SortAt,
                Archived = image.ArchivedAt != null,
                Size = content.Size,
                MediaType = content.MediaType,
                Width = content.Width,
                Height = content.Height,
                ThumbHash = content.ThumbHash,
                PerceptualHash = content.PerceptualHash,
                CameraMake = content.CameraMake,
                CameraModel = content.CameraModel,
                TakenAt = values.TakenAt,
                Latitude = values.Latitude,
                Longitude = values.Longitude,
                Title = values.Title,
                Description = values.Description,
                Favourite = mark != null && mark.Favourite,
                Rating = mark != null ? mark.Rating : null,
            }).ToDictionaryAsync(image => image.Id, cancellation);
        var tags = (await db.Set<ImageTagRow>().Where(row => EF.Parameter(imageIds).Contains(row.ImageId) && row.Source != TagSource.Model)
            .Join(db.Set<TagRow>(), row => row.TagId, tag => tag.Id, (row, tag) => new { row.ImageId, tag.Name }).Distinct().ToListAsync(cancellation)).ToLookup(row => row.ImageId, row => row.Name);
        var albums = (await db.Set<AlbumImageRow>().Where(row => EF.Parameter(imageIds).Contains(row.ImageId))
            .Join(visibility.AlbumsVisibleTo(db, userId), row => row.AlbumId, album => album.Id, (row, album) => new { row.ImageId, album.Name }).ToListAsync(cancellation)).ToLookup(row => row.ImageId, row => row.Name);
        var files = (await visibility.FilesVisibleTo(db, userId).Where(file => file.ImageId != null && EF.Parameter(imageIds).Contains(file.ImageId.Value) && file.State == ImageFileState.Ready && file.VanishedAt == null)
            .Join(db.Set<FolderRow>(), file => file.FolderId, folder => folder.Id, (file, folder) => new { ImageId = file.ImageId!.Value, file.Id, folder.Name, file.RelativePath })
            .OrderBy(file => file.Id).ToListAsync(cancellation)).ToLookup(file => file.ImageId);
        foreach (var image in images.Values)
        {
            image.Tags = [.. tags[image.Id].Order(StringComparer.OrdinalIgnoreCase)];
            image.Albums = [.. albums[image.Id].Order(StringComparer.OrdinalIgnoreCase)];
            image.Files = [.. files[image.Id].Select(file => new DuplicateFileView(PublicId.Format(IdPrefixes.File, file.Id), file.Name, file.RelativePath))];
        }

        return images;
    }

    /// <summary>Members that are to be seen and still show what they were compared by.</summary>
    private static IQueryable<ShownMember> Shown(LimnerDb db, long userId, GroupKind kind)
        => from member in db.Set<DuplicateMemberRow>()
           where member.OwnerId == userId && member.Kind == kind
           join place in db.Set<DuplicatePlaceRow>() on member.ImageId equals place.ImageId
           join image in Visibility.OwnedBy(db, userId) on new { place.ImageId, place.ContentId } equals new { ImageId = image.Id, image.ContentId }
           select new ShownMember { LeaderId = member.LeaderId, ImageId = image.Id, ContentId = image.ContentId };

    /// <summary>Of a group, the images that were said to be no duplicates of one another.</summary>
    private sealed class DismissedSet
    {
        public required long? LeaderId { get; init; }

        public required int? Count { get; init; }
    }

    private sealed class ShownMember
    {
        public required long LeaderId { get; init; }

        public required long ImageId { get; init; }

        public required long ContentId { get; init; }
    }
}

/// <summary>A group and how many images it has.</summary>
internal sealed class OpenGroup
{
    public required long LeaderId { get; init; }

    public required int Count { get; init; }
}
