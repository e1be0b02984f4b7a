using Limner.Accounts;
using Limner.Kernel.Access;
using Limner.Kernel.Paging;
using Limner.Library.Folders;
using Limner.Library.Sharing;
using Limner.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Limner.Library.Albums;

internal static class AlbumEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var albums = api.MapGroup("/albums").WithTags("Albums");
        albums.MapGet("/", ListAsync).WithName("ListAlbums").WithSummary("Your albums and those shared with you, by name");
        albums.MapPost("/", AddAsync).WithName("AddAlbum").WithSummary("Make an album, empty or of a folder of yours");
        albums.MapGet("/{id}", GetAsync).WithName("GetAlbum").WithSummary("One album; its pictures are those of GET /images?album=");
        albums.MapPatch("/{id}", ChangeAsync).WithName("ChangeAlbum").WithSummary("Change an album's name, description, place, order or cover");
        albums.MapDelete("/{id}", RemoveAsync).WithName("RemoveAlbum").WithSummary("Remove an album; pictures stay, albums in it move to where it was");
        albums.MapPost("/{id}/images", AddImagesAsync).WithName("AddAlbumImages").WithSummary("Put pictures at the end of an album");
        albums.MapPost("/{id}/images/remove", RemoveImagesAsync).WithName("RemoveAlbumImages").WithSummary("Take pictures out of an album; they stay in the library");
        albums.MapPost("/{id}/images/move", MoveImagesAsync).WithName("MoveAlbumImages").WithSummary("Put pictures of an album elsewhere in its order");
        albums.MapGet("/{id}/shares", GetSharesAsync).WithName("GetAlbumShares").WithSummary("With whom your album is shared");
        albums.MapPut("/{id}/shares", ReplaceSharesAsync).WithName("ReplaceAlbumShares").WithSummary("Share your album with these people, or with everyone, and with nobody else");

        // As with folders: no matter of writing. Somebody who was made a viewer still decides who sees what is theirs, and what they see.
        albums.MapDelete("/{id}/shares", EndSharesAsync).WithName("EndAlbumShares").WithSummary("Share your album with nobody any more, whatever your role").WithMetadata(RequiredPermission.Account);
        albums.MapDelete("/{id}/membership", LeaveAsync).WithName("LeaveAlbum").WithSummary("Leave an album that is shared with you by name; what you have put in goes with you").WithMetadata(RequiredPermission.Account);
    }

    private static async Task<Ok<Page<AlbumView>>> ListAsync(IDatabase database, AlbumQueries queries, ICurrentUser user, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var albums = await queries.ListAsync(db, Viewer.From(user), cancellation);
        return TypedResults.Ok(new Page<AlbumView>(albums, NextCursor: null, albums.Count));
    }

    private static async Task<Created<AlbumView>> AddAsync(NewAlbum album, AlbumChanges changes, ICurrentUser user, CancellationToken cancellation)
    {
        var view = await changes.AddAsync(Viewer.From(user), album, cancellation);
        return TypedResults.Created($"/api/v1/albums/{view.Id}", view);
    }

    private static async Task<Ok<AlbumView>> GetAsync(string id, IDatabase database, AlbumQueries queries, ICurrentUser user, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return TypedResults.Ok(await queries.FindAsync(db, Viewer.From(user), AlbumGate.ParseId(id), cancellation) ?? throw AlbumGate.NoAlbum());
    }

    private static async Task<Ok<AlbumView>> ChangeAsync(string id, AlbumChange change, AlbumChanges changes, ICurrentUser user, CancellationToken cancellation)
        => TypedResults.Ok(await changes.ChangeAsync(Viewer.From(user), AlbumGate.ParseId(id), change, cancellation));

    private static async Task<NoContent> RemoveAsync(string id, AlbumChanges changes, ICurrentUser user, CancellationToken cancellation)
    {
        await changes.RemoveAsync(user.Id, AlbumGate.ParseId(id), cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<AlbumPicturesChanged>> AddImagesAsync(string id, AlbumPictures pictures, AlbumContents contents, ICurrentUser user, CancellationToken cancellation)
        => TypedResults.Ok(await contents.AddAsync(user.Id, AlbumGate.ParseId(id), pictures, cancellation));

    private static async Task<Ok<AlbumPicturesChanged>> RemoveImagesAsync(string id, AlbumPictures pictures, AlbumContents contents, ICurrentUser user, CancellationToken cancellation)
        => TypedResults.Ok(await contents.RemoveAsync(user.Id, AlbumGate.ParseId(id), pictures, cancellation));

    private static async Task<Ok<AlbumPicturesChanged>> MoveImagesAsync(string id, AlbumMove move, AlbumContents contents, ICurrentUser user, CancellationToken cancellation)
        => TypedResults.Ok(await contents.MoveAsync(user.Id, AlbumGate.ParseId(id), move, cancellation));

    private static async Task<Ok<SharesView>> GetSharesAsync(string id, AlbumSharing sharing, ICurrentUser user, CancellationToken cancellation)
        => TypedResults.Ok(await sharing.GetAsync(user.Id, AlbumGate.ParseId(id), cancellation));

    private static async Task<Ok<SharesView>> ReplaceSharesAsync(string id, SharesChange change, AlbumSharing sharing, ICurrentUser user, CancellationToken cancellation)
        => TypedResults.Ok(await sharing.ReplaceAsync(user.Id, AlbumGate.ParseId(id), change, cancellation));

    private static async Task<NoContent> EndSharesAsync(string id, AlbumSharing sharing, ICurrentUser user, CancellationToken cancellation)
    {
        await sharing.ReplaceAsync(user.Id, AlbumGate.ParseId(id), SharesChange.Nobody, cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> LeaveAsync(string id, AlbumSharing sharing, ICurrentUser user, CancellationToken cancellation)
    {
        await sharing.LeaveAsync(user.Id, AlbumGate.ParseId(id), cancellation);
        return TypedResults.NoContent();
    }
}
