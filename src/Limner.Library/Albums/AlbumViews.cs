using Limner.Kernel.Ids;

namespace Limner.Library.Albums;

/// <summary>An album as somebody sees it.</summary>
/// <param name="Id"><c>alb_…</c></param>
/// <param name="ParentId">The album it lies in, where the asking person sees that one.</param>
/// <param name="Access">What the asking person may do with it: <c>edit</c> is to put pictures in and take them out.</param>
/// <param name="Shared">Whether it is shared with anybody; told to its owner alone.</param>
/// <param name="Folder">The folder whose pictures it shows; told to its owner alone.</param>
/// <param name="FollowsFolder">Whether its pictures follow a folder, so that none can be put in or taken out.</param>
/// <param name="ImageCount">Pictures in it that the asking person sees.</param>
/// <param name="CoverImageId">A picture in it that the asking person sees.</param>
internal sealed record AlbumView(
    string Id,
    string Name,
    string? Description,
    string? ParentId,
    PersonView Owner,
    FolderAccess Access,
    bool? Shared,
    AlbumSort Sort,
    bool FollowsFolder,
    AlbumFolderView? Folder,
    long ImageCount,
    string? CoverImageId,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    public static string PublicIdOf(long id) => PublicId.Format(IdPrefixes.Album, id);
}

/// <param name="Id"><c>fld_…</c></param>
/// <param name="SubPath">A directory below the folder; empty: all of it.</param>
internal sealed record AlbumFolderView(string Id, string Name, string SubPath);

/// <param name="ParentId">An album of one's own; left out: at the top.</param>
/// <param name="FolderId">A folder of one's own whose pictures the album is to show.</param>
/// <param name="SubPath">A directory below that folder; left out: all of it.</param>
/// <param name="Sort">Left out: by hand, or newest first with a folder.</param>
internal sealed record NewAlbum(string Name, string? Description, string? ParentId, string? FolderId, string? SubPath, AlbumSort? Sort);

/// <summary>What may be changed of an album; what is left out stays as it is.</summary>
/// <param name="Description">Empty: none.</param>
/// <param name="ParentId">Empty: to the top.</param>
/// <param name="CoverImageId">Empty: the picture found last.</param>
internal sealed record AlbumChange(string? Name, string? Description, string? ParentId, string? CoverImageId, AlbumSort? Sort);

/// <param name="ImageIds">Up to 10,000.</param>
internal sealed record AlbumPictures(IReadOnlyList<string?> ImageIds);

/// <param name="ImageIds">Those to be moved, in the order they are to have.</param>
/// <param name="Before">The picture they are to stand before; left out: at the end.</param>
internal sealed record AlbumMove(IReadOnlyList<string?> ImageIds, string? Before);

/// <param name="Changed">Pictures that were put in, taken out or moved; the others were there already, were not, or are not to be seen.</param>
internal sealed record AlbumPicturesChanged(int Changed);
