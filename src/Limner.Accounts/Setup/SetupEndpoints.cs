using Limner.Accounts.SecurityEvents;
using Limner.Accounts.Sessions;
using Limner.Accounts.Users;
using Limner.Kernel.Access;
using Limner.Kernel.Errors;
using Limner.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Limner.Accounts.Setup;

/// <param name="Needed">True until the first administrator has been made.</param>
public sealed record SetupView(bool Needed);

/// <param name="UserName">1 to 64 characters.</param>
/// <param name="Password">10 characters or more.</param>
public sealed record SetupRequest(string UserName, string Password);

/// <summary>The first visit. Whoever comes first is the administrator, so a fresh server listens on this machine only until told otherwise.</summary>
internal static class SetupEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var setup = api.MapGroup("/setup").WithTags("Accounts").AllowAnonymous();
        setup.MapGet("/", GetAsync).WithName("GetSetup").WithSummary("Whether the first administrator is still to be made");
        setup.MapPost("/", PostAsync).WithName("SetUp").WithSummary("Make the first administrator, and sign in")
            .RequireRateLimiting(RateLimits.Expensive)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Ok<SetupView>> GetAsync(IDatabase database, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return TypedResults.Ok(new SetupView(!await db.Set<UserRow>().AnyAsync(cancellation)));
    }

    private static async Task<Created<MeView>> PostAsync(
        SetupRequest request, HttpContext http, IDatabase database, Passwords passwords, SessionIssuer sessions, ISecurityEvents events, TimeProvider clock,
        CancellationToken cancellation)
    {
        await using (var db = database.Read())
        {
            // Before the costly hash, so that a server that has been set up cannot be kept busy here.
            await RefuseOnceDoneAsync(db, cancellation);
        }

        var name = UserNames.Check(request.UserName);
        Passwords.Check(request.Password, name);
        var hash = await passwords.HashAsync(request.Password, cancellation);
        var user = await database.WriteAsync(
            async (db, token) =>
            {
                // Writes come one after the other: of two who try at once, the second sees the first.
                await RefuseOnceDoneAsync(db, token);
                var now = clock.GetUtcNow();
                var row = new UserRow
                {
                    UserName = name,
                    NormalizedUserName = UserNames.Normalize(name),
                    PasswordHash = hash,
                    Role = Roles.Administrator,
                    CreatedAt = now,
                    UpdatedAt = now,
                };
                db.Add(row);
                await db.SaveChangesAsync(token);
                await db.PublishAsync(new AdministratorCreated(row.Id), token);
                return row;
            },
            cancellation);
        await sessions.SignInAsync(http, user, remember: false, cancellation);
        events.Record(new SecurityEvent(SecurityEventKind.UserJoined, user.Id, user.UserName, user.Role));
        await using var read = database.Read();
        return TypedResults.Created("/api/v1/me", await MeView.ReadAsync(read, user.Id, cancellation));
    }

    private static async Task RefuseOnceDoneAsync(LimnerDb db, CancellationToken cancellation)
    {
        if (await db.Set<UserRow>().AnyAsync(cancellation))
        {
            throw new LimnerException(ErrorCatalogue.SetupDone);
        }
    }
}
