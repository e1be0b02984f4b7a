using Limner.Accounts.SecurityEvents;
using Limner.Accounts.Users;
using Limner.Kernel.Access;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Limner.Accounts.Invitations;

/// <summary>One-time links, for administrators.</summary>
internal static class InvitationEndpoints
{
    private const int MinHours = 1;
    private const int MaxHours = 720;

    public static void Map(IEndpointRouteBuilder api)
    {
        var invitations = api.MapGroup("/invitations").WithTags("People").WithMetadata(RequiredPermission.Administer);
        invitations.MapGet("/", ListAsync).WithName("ListInvitations").WithSummary("One-time links that have not been used");
        invitations.MapPost("/", CreateAsync).WithName("CreateInvitation").WithSummary("Invite somebody by a one-time link")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        invitations.MapDelete("/{id}", RevokeAsync).WithName("RevokeInvitation").WithSummary("Make a link worthless")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<InvitationList>> ListAsync(IDatabase database, TimeProvider clock, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var rows = await db.Set<InvitationRow>().Where(row => row.UsedAt == null).OrderByDescending(row => row.Id).ToListAsync(cancellation);
        var now = clock.GetUtcNow();
        return TypedResults.Ok(new InvitationList([.. rows.Select(row => InvitationView.From(row, now))]));
    }

    private static async Task<Created<NewInvitation>> CreateAsync(
        InvitationRequest request, IDatabase database, ICurrentUser user, ISecurityEvents events, TimeProvider clock, CancellationToken cancellation)
    {
        if (request.ExpiresInHours is < MinHours or > MaxHours)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"It may be {MinHours} to {MaxHours}.", "expires_in_hours"));
        }

        var name = request.UserName is null ? null : UserNames.Check(request.UserName);
        var (by, now) = (user.Id, clock.GetUtcNow());
        var created = await database.WriteAsync(
            async (db, token) =>
            {
                if (name is not null)
                {
                    await UserNames.RefuseTakenAsync(db, name, token);
                }

                var row = new InvitationRow
                {
                    Purpose = Purposes.Invite,
                    TokenHash = "",
                    UserName = name,
                    Role = request.Role.Name(),
                    CreatedBy = by,
                    CreatedAt = now,
                    ExpiresAt = now + TimeSpan.FromHours(request.ExpiresInHours),
                };
                var secret = await InvitationLinks.AddAsync(db, row, token);
                db.AfterCommit(() => events.Record(new SecurityEvent(SecurityEventKind.UserInvited, Subject: PublicId.Format(IdPrefixes.Invitation, row.Id), Detail: row.Role)));
                return NewInvitation.From(secret, row, now);
            },
            cancellation);
        return TypedResults.Created($"/api/v1/invitations/{created.Invitation.Id}", created);
    }

    private static async Task<NoContent> RevokeAsync(string id, IDatabase database, ISecurityEvents events, CancellationToken cancellation)
    {
        var number = PublicId.TryParse(IdPrefixes.Invitation, id, out var parsed) ? parsed : throw new LimnerException(ErrorCatalogue.NotFound);
        var deleted = await database.WriteAsync(
            (db, token) => db.Set<InvitationRow>().Where(row => row.Id == number && row.UsedAt == null).ExecuteDeleteAsync(token),
            cancellation);
        if (deleted == 0)
        {
            throw new LimnerException(ErrorCatalogue.NotFound);
        }

        events.Record(new SecurityEvent(SecurityEventKind.InvitationRevoked, Subject: id));
        return TypedResults.NoContent();
    }
}
