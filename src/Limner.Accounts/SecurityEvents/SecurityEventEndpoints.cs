using System.ComponentModel;
using System.Globalization;
using Limner.Kernel.Access;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Kernel.Paging;
using Limner.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Limner.Accounts.SecurityEvents;

/// <summary>Something that tells who tried what.</summary>
/// <param name="Id"><c>evt_…</c></param>
/// <param name="At">When, the last time if it happened more than once.</param>
/// <param name="Kind">What.</param>
/// <param name="User">Whose account it concerns.</param>
/// <param name="ApiKey"><c>key_…</c>, if the request came with one.</param>
/// <param name="Address">Where the request came from.</param>
/// <param name="Subject">What it happened to.</param>
/// <param name="Detail">A short reason.</param>
/// <param name="Count">How often, within a second.</param>
internal sealed record SecurityEventView(string Id, DateTimeOffset At, SecurityEventKind Kind, SecurityEventUser? User, string? ApiKey, string? Address, string? Subject, string? Detail, int Count);

/// <param name="Id"><c>usr_…</c></param>
/// <param name="UserName">As it was then; missing if the account was gone.</param>
internal sealed record SecurityEventUser(string Id, string? UserName);

internal static class SecurityEventEndpoints
{
    private const string NewestFirst = "newest";

    public static void Map(IEndpointRouteBuilder api)
        => api.MapGet("/security/events", ListAsync).WithTags("Security").WithName("ListSecurityEvents")
            .WithSummary("Sign-ins, refusals, changes of accounts, keys and settings, newest first")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden)
            .WithMetadata(RequiredPermission.Administer);

    private static async Task<Ok<Page<SecurityEventView>>> ListAsync(
        [FromQuery, Description("Any of these kinds.")] string[]? kind,
        [Description("Id of a user.")] string? user,
        [Description("Exactly this address.")] string? address,
        [Description("The first moment, as a date or a time with its offset.")] string? from,
        [Description("The first moment no longer asked for.")] string? to,
        int? limit,
        string? cursor,
        IDatabase database,
        SecurityEventWriter writer,
        CancellationToken cancellation)
    {
        if (!Cursor.TryDecode(cursor, NewestFirst, out var after))
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("The cursor belongs to another list.", "cursor"));
        }

        var events = Filter(kind ?? [], user, address, from, to);
        await writer.FlushAsync(cancellation);
        await using var db = database.Read();
        var take = PageLimits.Clamp(limit);
        var rows = await events(db.Set<SecurityEventRow>())
            .Where(row => after == null || row.Id < after.Id)
            .OrderByDescending(row => row.Id)
            .Take(take + 1)
            .ToListAsync(cancellation);
        var next = rows.Count > take ? new Cursor(NewestFirst, null, rows[take - 1].Id).Encode() : null;
        return TypedResults.Ok(new Page<SecurityEventView>([.. rows.Take(take).Select(View)], next));
    }

    private static Func<IQueryable<SecurityEventRow>, IQueryable<SecurityEventRow>> Filter(string[] kinds, string? user, string? address, string? from, string? to)
    {
        var names = kinds.Distinct(StringComparer.Ordinal).ToList();
        if (names.Find(name => !SecurityEventKinds.TryParse(name, out _)) is { } unknown)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"There is no kind \"{unknown[..Math.Min(unknown.Length, 50)]}\".", "kind"));
        }

        long? userId = user is null ? null
            : PublicId.TryParse(IdPrefixes.User, user, out var number) ? number
            : throw new LimnerException(ErrorCatalogue.Validation.With("This is not the id of a user.", "user"));
        var first = Moment(from, "from");
        var before = Moment(to, "to");
        return rows => rows.Where(row =>
            (names.Count == 0 || names.Contains(row.Kind))
            && (userId == null || row.UserId == userId)
            && (address == null || row.Address == address)
            && (first == null || row.At >= first)
            && (before == null || row.At < before));
    }

    private static DateTimeOffset? Moment(string? text, string field)
        => string.IsNullOrEmpty(text) ? null
            : DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-ddTHH:mmK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment
            : throw new LimnerException(ErrorCatalogue.Validation.With("A date (2026-01-31) or a time (2026-01-31T08:00:00Z).", field));

    private static SecurityEventView View(SecurityEventRow row) => new(
        PublicId.Format(IdPrefixes.SecurityEvent, row.Id),
        row.At,
        SecurityEventKinds.Parse(row.Kind),
        row.UserId is { } user ? new SecurityEventUser(PublicId.Format(IdPrefixes.User, user), row.UserName) : null,
        row.ApiKeyId is { } key ? PublicId.Format(IdPrefixes.ApiKey, key) : null,
        row.Address,
        row.Subject,
        row.Detail,
        row.Count);
}
