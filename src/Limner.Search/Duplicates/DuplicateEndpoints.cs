using System.Text.Json;
using Limner.Accounts;
using Limner.Kernel.Access;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Kernel.Paging;
using Limner.Search.Bulk;
using Limner.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Duplicates;

internal static class DuplicateEndpoints
{
    /// <summary>Groups on a page, however many are asked for: each has up to <see cref="DuplicateGroups.MaxImages"/> pictures.</summary>
    private const int MaxPage = 50;

    public static void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/duplicates").WithTags("Duplicates");
        group.MapGet("", ListAsync).WithName("ListDuplicates").WithSummary("Groups of your pictures that are copies (exact), show the same (near) or were taken in one go (burst), with what they differ in; newest first");
        group.MapGet("/summary", SummariseAsync).WithName("SummariseDuplicates").WithSummary("How many groups there are, and how many pictures are yet to be compared");
        group.MapPost("/{id}/decisions", DecideAsync).WithName("DecideDuplicates").WithSummary("Keep some pictures of a group and move others to the trash, or say that they are no duplicates; taken back as a bulk edit")
            .RequireRateLimiting(RateLimits.Expensive);
        group.MapPost("/resolve", ResolveAsync).WithName("ResolveDuplicates").WithSummary("Keep one picture of each group by a rule, or tell what that would do")
            .RequireRateLimiting(RateLimits.Expensive);
    }

    private static async Task<Ok<Page<DuplicateGroupView>>> ListAsync(
        IDatabase database,
        DuplicateGroups groups,
        ICurrentUser user,
        [FromQuery] string? kind,
        [FromQuery] int? threshold,
        [FromQuery] string? keep,
        [FromQuery] int? limit,
        [FromQuery] string? cursor,
        CancellationToken cancellation)
    {
        var (wanted, rule) = (ParseKind(kind), ParseRule(keep));
        var order = wanted == DuplicateKind.Exact ? "exact" : ParseGroupKind(wanted, threshold).ToString();
        if (!Cursor.TryDecode(cursor, order, out var after))
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("The cursor belongs to another list.", "cursor"));
        }

        var take = Math.Min(MaxPage, PageLimits.Clamp(limit));
        var page = await database.SnapshotAsync(
            (db, token) => wanted == DuplicateKind.Exact
                ? CopiesAsync(db, groups, user.Id, after?.Id, take, token)
                : GroupsAsync(db, groups, user.Id, ParseGroupKind(wanted, threshold), rule, after?.Id, take, token),
            cancellation);
        return TypedResults.Ok(new Page<DuplicateGroupView>(page.Items, page.Last is { } last ? new Cursor(order, null, last).Encode() : null, page.Total));
    }

    private static async Task<(IReadOnlyList<DuplicateGroupView> Items, long? Last, long Total)> GroupsAsync(LimnerDb db, DuplicateGroups groups, long userId, GroupKind kind, KeepRule rule, long? after, int take, CancellationToken cancellation)
    {
        var leaders = await DuplicateGroups.Open(db, userId, kind).Where(group => after == null || group.LeaderId < after)
            .OrderByDescending(group => group.LeaderId).Select(group => group.LeaderId).Take(take + 1).ToListAsync(cancellation);
        var loaded = await groups.LoadAsync(db, userId, kind, [.. leaders.Take(take)], cancellation);
        var isBurst = kind == GroupKind.Burst;
        return ([.. loaded.Select(group => View(GroupId.Format(kind, group.LeaderId), isBurst ? DuplicateKind.Burst : DuplicateKind.Near, group.Count, group.Images, rule))], leaders.Count > take ? leaders[take - 1] : null, await DuplicateGroups.Open(db, userId, kind).LongCountAsync(cancellation));
    }

    private static async Task<(IReadOnlyList<DuplicateGroupView> Items, long? Last, long Total)> CopiesAsync(LimnerDb db, DuplicateGroups groups, long userId, long? after, int take, CancellationToken cancellation)
    {
        var ids = await DuplicateGroups.WithCopies(db, userId).Where(id => after == null || id < after).OrderByDescending(id => id).Take(take + 1).ToListAsync(cancellation);
        var images = await groups.ImagesAsync(db, userId, [.. ids.Take(take)], cancellation);
        return ([.. ids.Take(take).Where(images.ContainsKey).Select(id => View(PublicId.Format(IdPrefixes.Image, id), DuplicateKind.Exact, 1, [images[id]], KeepRule.Largest))], ids.Count > take ? ids[take - 1] : null, await DuplicateGroups.WithCopies(db, userId).LongCountAsync(cancellation));
    }

    private static async Task<Ok<DuplicateSummaryView>> SummariseAsync(IDatabase database, ICurrentUser user, [FromQuery] int? threshold, CancellationToken cancellation)
    {
        var near = ParseGroupKind(DuplicateKind.Near, threshold);
        return TypedResults.Ok(await database.SnapshotAsync(
            async (db, token) => new DuplicateSummaryView(
                await DuplicateGroups.WithCopies(db, user.Id).CountAsync(token),
                await DuplicateGroups.Open(db, user.Id, near).CountAsync(token),
                await DuplicateGroups.Open(db, user.Id, GroupKind.Burst).CountAsync(token),
                GroupKinds.ThresholdOf(near)!.Value,
                await DuplicatePlacing.Pending(db).CountAsync(image => image.OwnerId == user.Id, token)),
            cancellation));
    }

    private static async Task<Results<Ok<BulkEditView>, Accepted<BulkEditView>>> DecideAsync(string id, DuplicateDecision decision, DuplicateResolver resolver, ICurrentUser user, CancellationToken cancellation)
    {
        var edit = await resolver.DecideAsync(user, id, decision, cancellation);
        return edit.Job is null ? TypedResults.Ok(edit) : TypedResults.Accepted($"/api/v1/bulk-edits/{edit.Id}", edit);
    }

    private static async Task<Results<Ok<DuplicateResolutionView>, Accepted<DuplicateResolutionView>>> ResolveAsync(DuplicateResolution resolution, DuplicateResolver resolver, ICurrentUser user, CancellationToken cancellation)
    {
        if (resolution.Kind == DuplicateKind.Exact)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("Copies of one file are one picture already; only you can delete files.", "kind"));
        }

        var view = await resolver.ResolveAsync(user, resolution, ParseGroupKind(resolution.Kind, resolution.Threshold), cancellation);
        return view.Edit is { Job: not null } edit ? TypedResults.Accepted($"/api/v1/bulk-edits/{edit.Id}", view) : TypedResults.Ok(view);
    }

    private static DuplicateGroupView View(string id, DuplicateKind kind, int count, IReadOnlyList<DuplicateImage> images, KeepRule rule)
    {
        var suggested = DuplicateImage.Suggest(images, rule);
        return new DuplicateGroupView(id, kind, count, [.. DuplicateImage.Differing(images).Select(field => JsonNamingPolicy.SnakeCaseLower.ConvertName(field.ToString()))], [.. images.Select(image => image.View(suggested))]);
    }

    private static GroupKind ParseGroupKind(DuplicateKind kind, int? threshold)
    {
        var bits = threshold ?? GroupKinds.DefaultThreshold;
        return !GroupKinds.Thresholds.Contains(bits) ? throw new LimnerException(ErrorCatalogue.Validation.With($"One of {string.Join(", ", GroupKinds.Thresholds)}.", "threshold"))
            : kind == DuplicateKind.Burst ? GroupKind.Burst
            : GroupKinds.Near(bits);
    }

    private static DuplicateKind ParseKind(string? text) => text switch
    {
        null or "" or "near" => DuplicateKind.Near,
        "exact" => DuplicateKind.Exact,
        "burst" => DuplicateKind.Burst,
        _ => throw new LimnerException(ErrorCatalogue.Validation.With("exact, near or burst.", "kind")),
    };

    private static KeepRule ParseRule(string? text) => text switch
    {
        null or "" or "largest" => KeepRule.Largest,
        "most_metadata" => KeepRule.MostMetadata,
        "oldest" => KeepRule.Oldest,
        _ => throw new LimnerException(ErrorCatalogue.Validation.With("largest, most_metadata or oldest.", "keep")),
    };
}
