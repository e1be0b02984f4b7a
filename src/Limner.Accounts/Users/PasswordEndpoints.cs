using Limner.Accounts.ApiKeys;
using Limner.Accounts.Invitations;
using Limner.Accounts.SecurityEvents;
using Limner.Accounts.Sessions;
using Limner.Kernel.Access;
using Limner.Kernel.Errors;
using Limner.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Limner.Accounts.Users;

/// <param name="NewPassword">10 characters or more.</param>
/// <param name="RevokeApiKeys">True: one's API keys are revoked as well, as when somebody else has known the password.</param>
public sealed record PasswordChange(string CurrentPassword, string NewPassword, bool RevokeApiKeys = false);

internal static class PasswordEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
        => api.MapPut("/me/password", ChangeAsync).WithTags("Accounts").WithMetadata(RequiredPermission.Account).RequireRateLimiting(RateLimits.Expensive)
            .WithName("ChangePassword").WithSummary("Another password; all other sessions end")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status429TooManyRequests);

    private static async Task<NoContent> ChangeAsync(
        PasswordChange request, HttpContext http, ICurrentUser user, IDatabase database, Passwords passwords, PasswordPrompt prompt, ISecurityEvents events, TimeProvider clock,
        CancellationToken cancellation)
    {
        var (userId, session) = (user.Id, http.SessionId());
        Passwords.Check(request.NewPassword, user.UserName, "new_password");
        var known = await prompt.CheckAsync(userId, request.CurrentPassword, cancellation);
        var hash = await passwords.HashAsync(request.NewPassword, cancellation);
        var now = clock.GetUtcNow();
        await database.WriteAsync(
            async (db, token) =>
            {
                // Of two changes at once the second has the wrong present password.
                if (await db.Set<UserRow>().Where(row => row.Id == userId && row.PasswordHash == known)
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.PasswordHash, hash).SetProperty(row => row.UpdatedAt, now), token) == 0)
                {
                    throw new LimnerException(ErrorCatalogue.PasswordWrong);
                }

                await InvitationLinks.VoidResetsAsync(db, userId, token);
                await db.EndSessionsAsync(sessions => sessions.Where(row => row.UserId == userId && row.Id != session), token);
                if (request.RevokeApiKeys)
                {
                    await db.RevokeApiKeysAsync(userId, events, now, token);
                }

                db.AfterCommit(() => events.Record(new SecurityEvent(SecurityEventKind.PasswordChanged, userId)));
            },
            cancellation);
        return TypedResults.NoContent();
    }
}
