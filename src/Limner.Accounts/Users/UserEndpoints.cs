using Limner.Accounts.Invitations;
using Limner.Accounts.Sessions;
using Limner.Kernel.Access;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Limner.Accounts.Users;

/// <summary>The accounts, for administrators; and whom one may share with.</summary>
internal static class UserEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var users = api.MapGroup("/users").WithTags("People");
        users.MapGet("/directory", DirectoryAsync).WithMetadata(RequiredPermission.Write).WithName("ListPeople").WithSummary("Whom one may share with");

        var administered = users.MapGroup("").WithMetadata(RequiredPermission.Administer);
        administered.MapGet("/", ListAsync).WithName("ListUsers").WithSummary("All accounts");
        administered.MapPatch("/{id}", ChangeAsync).WithName("ChangeUser").WithSummary("Another role; disable or enable")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        administered.MapPost("/{id}/reset", ResetAsync).WithName("ResetUser").WithSummary("A one-time link to a new password")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Ok<UserList>> ListAsync(IDatabase database, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var rows = await db.Set<UserRow>()
            .OrderBy(user => user.Id)
            .Select(user => new { User = user, SeenAt = db.Set<SessionRow>().Where(session => session.UserId == user.Id).Max(session => (DateTimeOffset?)session.SeenAt) })
            .ToListAsync(cancellation);
        return TypedResults.Ok(new UserList([.. rows.Select(row => UserView.From(row.User, row.SeenAt))]));
    }

    private static async Task<Ok<PersonList>> DirectoryAsync(ICurrentUser user, IDatabase database, CancellationToken cancellation)
    {
        var self = user.Id;
        await using var db = database.Read();
        var rows = await db.Set<UserRow>()
            .Where(row => row.DisabledAt == null && row.Id != self)
            .OrderBy(row => row.NormalizedUserName)
            .Select(row => new { row.Id, row.UserName })
            .ToListAsync(cancellation);
        return TypedResults.Ok(new PersonList([.. rows.Select(row => new PersonView(PublicId.Format(IdPrefixes.User, row.Id), row.UserName))]));
    }

    private static async Task<Ok<UserView>> ChangeAsync(string id, UserChange change, ICurrentUser user, UserChanges changes, CancellationToken cancellation)
        => TypedResults.Ok(await changes.ApplyAsync(ParseId(id), change, user.Id, cancellation));

    private static async Task<Created<NewInvitation>> ResetAsync(string id, ResetRequest request, ICurrentUser user, ResetLinks links, CancellationToken cancellation)
    {
        var (userId, by) = (ParseId(id), user.Id);
        if (userId == by)
        {
            // Else an unlocked screen would be enough to take the account over.
            throw new LimnerException(ErrorCatalogue.Conflict, "Change your own password with the present one.");
        }

        var created = await links.CreateAsync(userId, request.RemoveSecondFactor, by, cancellation);
        return TypedResults.Created($"/api/v1/invitations/{created.Invitation.Id}", created);
    }

    private static long ParseId(string id) => PublicId.TryParse(IdPrefixes.User, id, out var number) ? number : throw new LimnerException(ErrorCatalogue.NotFound);
}
