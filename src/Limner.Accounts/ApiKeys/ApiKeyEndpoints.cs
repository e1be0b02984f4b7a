using System.Globalization;
using System.Security.Claims;
using Limner.Accounts.Access;
using Limner.Accounts.SecurityEvents;
using Limner.Accounts.Users;
using Limner.Kernel.Access;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Kernel.Text;
using Limner.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Limner.Accounts.ApiKeys;

/// <param name="Name">What it is for, 1 to 100 characters.</param>
/// <param name="Scopes"><c>read</c>, <c>write</c>, <c>generate</c>, <c>metrics</c>, <c>admin</c>: those that one's role has.</param>
/// <param name="ExpiresAt">None: it is good until it is revoked.</param>
public sealed record ApiKeyRequest(string Name, IReadOnlyList<string> Scopes, DateTimeOffset? ExpiresAt = null);

/// <param name="Id"><c>key_…</c></param>
/// <param name="Prefix">The key's first characters, to tell it from others.</param>
/// <param name="LastUsedAt">To the minute.</param>
public sealed record ApiKeyView(
    string Id, string Name, string Prefix, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt, string? LastUsedAddress)
{
    internal static ApiKeyView From(ApiKeyRow row) => new(
        PublicId.Format(IdPrefixes.ApiKey, row.Id), row.Name, row.Prefix, row.Scopes.Split(' '), row.CreatedAt, row.ExpiresAt, row.LastUsedAt, row.LastUsedAddress);
}

public sealed record ApiKeyListView(IReadOnlyList<ApiKeyView> Items);

/// <param name="Key">The key itself: it is shown this once.</param>
/// <param name="ApiKey">How the list shows it.</param>
public sealed record NewApiKeyView(string Key, ApiKeyView ApiKey);

internal static class ApiKeyEndpoints
{
    private const int MaxNameLength = 100;
    private const int MaxKeys = 100;

    public static void Map(IEndpointRouteBuilder api)
    {
        var keys = api.MapGroup("/api-keys").WithTags("API keys").WithMetadata(RequiredPermission.Account);
        keys.MapGet("/", ListAsync).WithName("ListApiKeys").WithSummary("Your API keys, newest first");
        keys.MapPost("/", AddAsync).WithName("AddApiKey").WithSummary("Make an API key; the key itself is shown this once")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        keys.MapDelete("/{id}", RevokeAsync).WithName("RevokeApiKey").WithSummary("Revoke an API key; it is refused from then on")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<ApiKeyListView>> ListAsync(ICurrentUser user, IDatabase database, CancellationToken cancellation)
    {
        var owner = user.Id;
        await using var db = database.Read();
        var rows = await db.Set<ApiKeyRow>().Where(row => row.UserId == owner && row.RevokedAt == null).OrderByDescending(row => row.Id).ToListAsync(cancellation);
        return TypedResults.Ok(new ApiKeyListView(rows.ConvertAll(ApiKeyView.From)));
    }

    private static async Task<Created<NewApiKeyView>> AddAsync(
        ApiKeyRequest request, HttpContext http, ICurrentUser user, IDatabase database, ISecurityEvents events, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var text = KeyText.Create();
        var row = new ApiKeyRow
        {
            UserId = user.Id,
            Name = PlainText.Check(request.Name, MaxNameLength, "name"),
            Prefix = KeyText.Prefix(text),
            KeyHash = KeyText.Hash(text),
            Scopes = string.Join(' ', CheckScopes(request.Scopes, http.User)),
            CreatedAt = now,
            ExpiresAt = request.ExpiresAt is null || request.ExpiresAt > now ? request.ExpiresAt : throw Invalid("It must lie ahead.", "expires_at"),
        };
        await database.WriteAsync(
            async (db, token) =>
            {
                if (await db.Set<ApiKeyRow>().CountAsync(key => key.UserId == row.UserId && key.RevokedAt == null, token) >= MaxKeys)
                {
                    throw new LimnerException(ErrorCatalogue.Conflict, string.Create(CultureInfo.InvariantCulture, $"You have {MaxKeys} keys; revoke some first."));
                }

                db.Add(row);
            },
            cancellation);
        var view = ApiKeyView.From(row);
        events.Record(new SecurityEvent(SecurityEventKind.ApiKeyCreated, row.UserId, view.Id, row.Scopes));
        return TypedResults.Created("/api/v1/api-keys", new NewApiKeyView(text, view));
    }

    private static async Task<NoContent> RevokeAsync(
        string id, ICurrentUser user, IDatabase database, ISecurityEvents events, TimeProvider clock, CancellationToken cancellation)
    {
        var number = PublicId.TryParse(IdPrefixes.ApiKey, id, out var parsed) ? parsed : throw NoKey();
        var (owner, now) = (user.Id, clock.GetUtcNow());
        await database.WriteAsync(
            async (db, token) =>
            {
                if (await db.Set<ApiKeyRow>().Where(row => row.Id == number && row.UserId == owner && row.RevokedAt == null)
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.RevokedAt, now), token) == 0)
                {
                    throw NoKey();
                }

                await db.PublishAsync(new AccessEnded(owner, ApiKeyId: number), token);
            },
            cancellation);
        events.Record(new SecurityEvent(SecurityEventKind.ApiKeyRevoked, owner, PublicId.Format(IdPrefixes.ApiKey, number)));
        return TypedResults.NoContent();
    }

    private static List<string> CheckScopes(IReadOnlyList<string> scopes, ClaimsPrincipal user)
    {
        if (scopes.Count == 0)
        {
            throw Invalid("Choose one at least.", "scopes");
        }

        var role = user.FindFirstValue(ClaimTypes.Role) ?? Roles.Viewer;
        foreach (var scope in scopes)
        {
            if (Scopes.Parse(scope) is not { } permission)
            {
                throw Invalid($"They are {string.Join(", ", Scopes.All)}.", "scopes");
            }

            if (!Granted.ByRoleAlone(role, permission))
            {
                throw Invalid($"Your role does not have the scope {scope}.", "scopes");
            }
        }

        return [.. Scopes.All.Where(scope => scopes.Contains(scope, StringComparer.Ordinal))];
    }

    private static LimnerException Invalid(string detail, string field) => new(ErrorCatalogue.Validation.With(detail, field));

    private static LimnerException NoKey() => new(ErrorCatalogue.NotFound, "No such API key.");
}
