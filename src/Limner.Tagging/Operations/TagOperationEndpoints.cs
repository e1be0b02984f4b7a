using Limner.Accounts;
using Limner.Kernel.Access;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Kernel.Paging;
using Limner.Library;
using Limner.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Operations;

/// <param name="Name">Another name; or else where it stands.</param>
/// <param name="ParentId">The tag it is to stand below; empty: at the top. Left out: where it is.</param>
/// <param name="Preview">Only tells what would change.</param>
internal sealed record TagChangeRequest(string? Name, string? ParentId, bool Preview = false);

/// <param name="TagIds">1 to 500 of your tags; the one they go into may be among them.</param>
internal sealed record TagMergeRequest(IReadOnlyList<string?> TagIds, string? Into, bool Preview = false);

/// <param name="TagIds">1 to 500 of your tags.</param>
/// <param name="ParentId">Left out or empty: to the top.</param>
internal sealed record TagMoveRequest(IReadOnlyList<string?> TagIds, string? ParentId, bool Preview = false);

/// <param name="TagIds">1 to 500 of your tags.</param>
/// <param name="Deny">Put them onto the deny list as well, so that no model gives them to other pictures.</param>
internal sealed record TagDeleteRequest(IReadOnlyList<string?> TagIds, bool Deny = false, bool Preview = false);

internal static class TagOperationEndpoints
{
    private const string Newest = "-id";

    public static void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/tags").WithTags("Tags");
        group.MapPatch("/{id}", ChangeAsync).WithName("ChangeTag").WithSummary("Rename a tag of yours, or put it below another").RequireRateLimiting(RateLimits.Expensive);
        group.MapDelete("/{id}", DeleteOneAsync).WithName("DeleteTag").WithSummary("Take a tag of yours off all pictures").RequireRateLimiting(RateLimits.Expensive);
        group.MapPost("/merge", MergeAsync).WithName("MergeTags").WithSummary("Make several tags of yours one; the names of the others stand for it from now on").RequireRateLimiting(RateLimits.Expensive);
        group.MapPost("/move", MoveAsync).WithName("MoveTags").WithSummary("Put several tags of yours below another").RequireRateLimiting(RateLimits.Expensive);
        group.MapPost("/delete", DeleteAsync).WithName("DeleteTags").WithSummary("Take several tags of yours off all pictures").RequireRateLimiting(RateLimits.Expensive);
        group.MapGet("/operations", ListAsync).WithName("ListTagOperations").WithSummary("What you did to tags in the last 30 days, newest first");
        group.MapGet("/operations/{id}", GetAsync).WithName("GetTagOperation").WithSummary("One operation on tags");
        group.MapPost("/operations/{id}/undo", UndoAsync).WithName("UndoTagOperation").WithSummary("Take an operation on tags back, where nothing has been changed since").RequireRateLimiting(RateLimits.Expensive);
    }

    private static Task<Results<Ok<TagOperationView>, Accepted<TagOperationView>>> ChangeAsync(
        string id, TagChangeRequest request, TagOperations operations, TagOwnership ownership, ICurrentUser user, CancellationToken cancellation)
    {
        var tag = ParseId(id);
        if ((request.Name is null) == (request.ParentId is null))
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("Say either another name or where it is to stand.", "name"));
        }

        var parent = ParseParent(request.ParentId);
        return RunAsync(
            operations, ownership, user.Id, [tag], request.Preview,
            (db, token) => request.Name is { } name ? TagOperationPlans.RenameAsync(db, user.Id, tag, name, token) : TagOperationPlans.MoveAsync(db, user.Id, [tag], parent, token),
            cancellation);
    }

    private static Task<Results<Ok<TagOperationView>, Accepted<TagOperationView>>> DeleteOneAsync(
        string id, TagOperations operations, TagOwnership ownership, ICurrentUser user, CancellationToken cancellation, bool deny = false, bool preview = false)
    {
        var tag = ParseId(id);
        return RunAsync(operations, ownership, user.Id, [tag], preview, (db, token) => TagOperationPlans.DeleteAsync(db, user.Id, [tag], deny, token), cancellation);
    }

    private static Task<Results<Ok<TagOperationView>, Accepted<TagOperationView>>> MergeAsync(
        TagMergeRequest request, TagOperations operations, TagOwnership ownership, ICurrentUser user, CancellationToken cancellation)
    {
        var (ids, into) = (ParseIds(request.TagIds), ParseId(request.Into));
        return RunAsync(operations, ownership, user.Id, [.. ids, into], request.Preview, (db, token) => TagOperationPlans.MergeAsync(db, user.Id, ids, into, token), cancellation);
    }

    private static Task<Results<Ok<TagOperationView>, Accepted<TagOperationView>>> MoveAsync(
        TagMoveRequest request, TagOperations operations, TagOwnership ownership, ICurrentUser user, CancellationToken cancellation)
    {
        var (ids, parent) = (ParseIds(request.TagIds), ParseParent(request.ParentId));
        return RunAsync(operations, ownership, user.Id, ids, request.Preview, (db, token) => TagOperationPlans.MoveAsync(db, user.Id, ids, parent, token), cancellation);
    }

    private static Task<Results<Ok<TagOperationView>, Accepted<TagOperationView>>> DeleteAsync(
        TagDeleteRequest request, TagOperations operations, TagOwnership ownership, ICurrentUser user, CancellationToken cancellation)
    {
        var ids = ParseIds(request.TagIds);
        return RunAsync(operations, ownership, user.Id, ids, request.Preview, (db, token) => TagOperationPlans.DeleteAsync(db, user.Id, ids, request.Deny, token), cancellation);
    }

    private static async Task<Ok<Page<TagOperationView>>> ListAsync(TagOperations operations, IDatabase database, ICurrentUser user, int? limit, string? cursor, CancellationToken cancellation)
    {
        if (!Cursor.TryDecode(cursor, Newest, out var after))
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("The cursor belongs to another list.", "cursor"));
        }

        await using var db = database.Read();
        var take = PageLimits.Clamp(limit);
        var rows = await operations.Mine(db, user.Id).Where(row => after == null || row.Id < after.Id).OrderByDescending(row => row.Id).Take(take + 1).ToListAsync(cancellation);
        var next = rows.Count > take ? new Cursor(Newest, null, rows[take - 1].Id).Encode() : null;
        return TypedResults.Ok(new Page<TagOperationView>(await operations.ViewsAsync(db, [.. rows.Take(take)], cancellation), next));
    }

    private static async Task<Ok<TagOperationView>> GetAsync(string id, TagOperations operations, IDatabase database, ICurrentUser user, CancellationToken cancellation)
    {
        var number = ParseOperation(id);
        await using var db = database.Read();
        var row = await operations.Mine(db, user.Id).FirstOrDefaultAsync(operation => operation.Id == number, cancellation) ?? throw TagOperations.NoOperation();
        return TypedResults.Ok((await operations.ViewsAsync(db, [row], cancellation))[0]);
    }

    private static async Task<Results<Ok<TagOperationView>, Accepted<TagOperationView>>> UndoAsync(string id, TagOperations operations, ICurrentUser user, CancellationToken cancellation)
        => Answer(await operations.UndoAsync(user.Id, ParseOperation(id), cancellation));

    private static async Task<Results<Ok<TagOperationView>, Accepted<TagOperationView>>> RunAsync(
        TagOperations operations,
        TagOwnership ownership,
        long userId,
        IReadOnlyCollection<long> tagIds,
        bool preview,
        Func<LimnerDb, CancellationToken, Task<TagPlan>> plan,
        CancellationToken cancellation)
    {
        await ownership.RequireAsync(userId, tagIds, cancellation);
        return preview ? TypedResults.Ok(await operations.PreviewAsync(userId, plan, cancellation)) : Answer(await operations.BeginAsync(userId, plan, cancellation));
    }

    public static Results<Ok<TagOperationView>, Accepted<TagOperationView>> Answer(TagOperationView operation)
        => operation.Job is null ? TypedResults.Ok(operation) : TypedResults.Accepted($"/api/v1/tags/operations/{operation.Id}", operation);

    private static long? ParseParent(string? text) => string.IsNullOrEmpty(text) ? null : ParseId(text);

    private static IReadOnlyCollection<long> ParseIds(IReadOnlyList<string?> texts)
        => texts.Count is > 0 and <= TagOperationPlans.MaxTags
            ? texts.Select(ParseId).ToHashSet()
            : throw new LimnerException(ErrorCatalogue.Validation.With($"Name 1 to {TagOperationPlans.MaxTags} tags.", "tag_ids"));

    private static long ParseId(string? text) => PublicId.TryParse(IdPrefixes.Tag, text, out var number) ? number : throw new LimnerException(ErrorCatalogue.NotFound);

    private static long ParseOperation(string text) => PublicId.TryParse(IdPrefixes.TagOperation, text, out var number) ? number : throw TagOperations.NoOperation();
}

/// <summary>Tags are their owner's: others may see them on pictures, and no more.</summary>
internal sealed class TagOwnership(IDatabase database, Visibility visibility)
{
    /// <exception cref="LimnerException">
    /// <see cref="ErrorCatalogue.NotFound"/>: a tag this user cannot know of; <see cref="ErrorCatalogue.Authorization"/>: they see it on somebody else's pictures.
    /// </exception>
    public async Task RequireAsync(long userId, IReadOnlyCollection<long> tagIds, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var own = await db.Set<TagRow>().Where(tag => tag.OwnerId == userId && EF.Parameter(tagIds).Contains(tag.Id)).Select(tag => tag.Id).ToListAsync(cancellation);
        var others = tagIds.Except(own).ToList();
        if (others.Count == 0)
        {
            return;
        }

        var visible = visibility.VisibleTo(db, userId);
        var seen = await db.Set<TagRow>()
            .CountAsync(tag => EF.Parameter(others).Contains(tag.Id) && db.Set<ImageTagRow>().Any(row => row.TagId == tag.Id && visible.Any(image => image.Id == row.ImageId)), cancellation);
        throw seen == others.Count
            ? new LimnerException(ErrorCatalogue.Authorization, "The tag is its owner's, who shares pictures with you.")
            : new LimnerException(ErrorCatalogue.NotFound, "No such tag of yours.");
    }
}
