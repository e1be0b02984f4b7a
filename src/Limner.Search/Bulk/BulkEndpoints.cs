using Limner.Accounts;
using Limner.Kernel.Access;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Kernel.Paging;
using Limner.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Bulk;

internal static class BulkEndpoints
{
    private const string Newest = "-id";

    public static void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("").WithTags("Bulk edits");

        // Whoever only looks may still mark; the actions themselves ask for more.
        group.MapPost("/images/bulk", EditAsync).WithName("EditImages").WithSummary("Do the same to many pictures, or tell what that would change; more than 500 are edited by a job")
            .RequireRateLimiting(RateLimits.Expensive).WithMetadata(RequiredPermission.Mark);
        group.MapGet("/bulk-edits", ListAsync).WithName("ListBulkEdits").WithSummary("Your bulk edits of the last 30 days, newest first");
        group.MapGet("/bulk-edits/{id}", GetAsync).WithName("GetBulkEdit").WithSummary("One bulk edit");
        group.MapPost("/bulk-edits/{id}/undo", UndoAsync).WithName("UndoBulkEdit").WithSummary("Take a bulk edit back, where nothing has been changed since")
            .RequireRateLimiting(RateLimits.Expensive).WithMetadata(RequiredPermission.Mark);
    }

    private static async Task<Results<Ok<BulkEditView>, Accepted<BulkEditView>>> EditAsync(BulkRequest request, BulkEdits edits, ICurrentUser user, CancellationToken cancellation)
        => request.Preview ? TypedResults.Ok(await edits.PreviewAsync(user, request, cancellation)) : Answer(await edits.BeginAsync(user, request, cancellation));

    private static async Task<Ok<Page<BulkEditView>>> ListAsync(BulkEdits edits, IDatabase database, ICurrentUser user, int? limit, string? cursor, CancellationToken cancellation)
    {
        if (!Cursor.TryDecode(cursor, Newest, out var after))
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("The cursor belongs to another list.", "cursor"));
        }

        await using var db = database.Read();
        var take = PageLimits.Clamp(limit);
        var rows = await edits.Mine(db, user.Id).Where(edit => after == null || edit.Id < after.Id).OrderByDescending(edit => edit.Id).Take(take + 1).ToListAsync(cancellation);
        var next = rows.Count > take ? new Cursor(Newest, null, rows[take - 1].Id).Encode() : null;
        return TypedResults.Ok(new Page<BulkEditView>(await edits.ViewsAsync(db, [.. rows.Take(take)], cancellation), next));
    }

    private static async Task<Ok<BulkEditView>> GetAsync(string id, BulkEdits edits, IDatabase database, ICurrentUser user, CancellationToken cancellation)
    {
        var number = ParseId(id);
        await using var db = database.Read();
        var row = await edits.Mine(db, user.Id).FirstOrDefaultAsync(edit => edit.Id == number, cancellation) ?? throw BulkEdits.NoEdit();
        return TypedResults.Ok((await edits.ViewsAsync(db, [row], cancellation))[0]);
    }

    private static async Task<Results<Ok<BulkEditView>, Accepted<BulkEditView>>> UndoAsync(string id, BulkEdits edits, ICurrentUser user, CancellationToken cancellation)
        => Answer(await edits.UndoAsync(user.Id, ParseId(id), cancellation));

    private static Results<Ok<BulkEditView>, Accepted<BulkEditView>> Answer(BulkEditView edit)
        => edit.Job is null ? TypedResults.Ok(edit) : TypedResults.Accepted($"/api/v1/bulk-edits/{edit.Id}", edit);

    private static long ParseId(string id) => PublicId.TryParse(IdPrefixes.BulkEdit, id, out var number) ? number : throw BulkEdits.NoEdit();
}
