using System.Linq.Expressions;
using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Querying.Conditions;

/// <summary>It is in an album.</summary>
/// <param name="Albums">Any of them.</param>
/// <param name="Name">Instead of ids: every album that the searcher sees under this name, without regard to the case of ASCII letters.</param>
internal sealed record AlbumCondition(IReadOnlyList<long> Albums, string? Name) : ImageCondition
{
    /// <summary>A name, or an album's id.</summary>
    public static AlbumCondition Read(string text) => PublicId.TryParse(IdPrefixes.Album, text, out var id) ? new AlbumCondition([id], null) : new AlbumCondition([], text);

    public override Expression<Func<ImageRow, bool>> Of(LimnerDb db, Searcher searcher)
    {
        // As with folders: an album that the user does not see is empty.
        var visible = searcher.Visibility.AlbumsVisibleTo(db, searcher.UserId);
        var albums = (Name is null ? visible.Where(album => Albums.Contains(album.Id)) : visible.Where(album => EF.Functions.Collate(album.Name, "NOCASE") == Name)).Select(album => album.Id);
        var inAlbums = AlbumMemberRow.All(db).Where(member => albums.Contains(member.AlbumId)).Select(member => member.ImageId);
        return image => inAlbums.Contains(image.Id);
    }
}
