using System.Text.Json;
using Limner.Accounts;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Search.Querying;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Bulk;

/// <summary>Previews bulk edits, begins them and takes them back. Few images are edited at once, many by a job.</summary>
internal sealed class BulkEdits(IDatabase database, BulkEditors editors, BulkRunner runner, IJobQueue jobs, Visibility visibility, Gazetteer gazetteer, TimeProvider clock)
{
    /// <summary>Images read for a preview at once.</summary>
    private const int PreviewBatch = 5_000;

    private const int MaxActions = 10;
    private const int Samples = 6;

    /// <exception cref="LimnerException"><c>validation</c>, and what the actions refuse.</exception>
    public async Task<BulkEditView> PreviewAsync(ICurrentUser user, BulkRequest request, CancellationToken cancellation)
    {
        var selection = BulkSelection.Parse(request.ImageIds, request.Filter, request.Except, gazetteer);
        var userId = user.Id;
        return await database.SnapshotAsync(
            async (db, token) =>
            {
                var actions = await CheckAsync(db, user, request.Actions, token);
                var ids = await selection.FindAsync(db, Searcher.For(visibility, userId), token);
                var samples = new List<long>();
                foreach (var batch in ids.Chunk(PreviewBatch))
                {
                    foreach (var action in actions)
                    {
                        var plan = await editors.For(action.Kind).PlanAsync(db, userId, action.Action, batch, token);
                        action.Count(plan);
                        samples.AddRange(plan.Changes.Keys.Except(samples).Take(Samples - samples.Count));
                    }
                }

                return new BulkEditView(null, null, ids.Count, 0, [.. actions.Select(BulkActionView.From)], [.. samples.Select(id => PublicId.Format(IdPrefixes.Image, id))], null, null, null);
            },
            cancellation);
    }

    /// <summary>Notes what is to be done, and does it if it is little.</summary>
    /// <inheritdoc cref="PreviewAsync"/>
    public Task<BulkEditView> BeginAsync(ICurrentUser user, BulkRequest request, CancellationToken cancellation)
    {
        var selection = BulkSelection.Parse(request.ImageIds, request.Filter, request.Except, gazetteer);
        var userId = user.Id;
        return database.WriteAsync(
            async (db, token) =>
            {
                var actions = await CheckAsync(db, user, request.Actions, token);
                var ids = await selection.FindAsync(db, Searcher.For(visibility, userId), token);
                var edit = await CreateAsync(db, userId, ids, _ => actions, token);
                return await StartAsync(db, edit, token);
            },
            cancellation);
    }

    /// <summary>Takes back what still stands as the edit left it. One that is under way is stopped first.</summary>
    /// <exception cref="LimnerException"><c>not_found</c>; <c>conflict</c>: that has been done.</exception>
    public Task<BulkEditView> UndoAsync(long userId, long editId, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                var edit = await Mine(db, userId).AsTracking().FirstOrDefaultAsync(row => row.Id == editId, token) ?? throw NoEdit();
                if (edit.State is BulkEditState.Undoing or BulkEditState.Undone)
                {
                    throw new LimnerException(ErrorCatalogue.Conflict, "It has been undone.");
                }

                await jobs.CancelForSubjectAsync(db, BulkEditView.PublicIdOf(editId), token);
                edit.State = BulkEditState.Undoing;
                edit.DoneCount = edit.ImageCount - await db.Set<BulkEditImageRow>().LongCountAsync(row => row.EditId == editId && row.State == BulkImageState.Done, token);
                edit.UpdatedAt = clock.GetUtcNow();
                await db.SaveChangesAsync(token);
                return await StartAsync(db, edit, token);
            },
            cancellation);

    /// <summary>Somebody's own edits, of the last 30 days.</summary>
    public IQueryable<BulkEditRow> Mine(LimnerDb db, long userId)
    {
        var forgotten = clock.GetUtcNow() - BulkEditView.Kept;
        return db.Set<BulkEditRow>().Where(edit => edit.UserId == userId && edit.CreatedAt >= forgotten);
    }

    /// <summary>Edits as the API shows them, in two queries.</summary>
    public async Task<IReadOnlyList<BulkEditView>> ViewsAsync(LimnerDb db, IReadOnlyList<BulkEditRow> edits, CancellationToken cancellation)
    {
        var ids = edits.Select(edit => edit.Id).ToList();
        var actions = (await db.Set<BulkEditActionRow>().AsNoTracking().Where(action => EF.Parameter(ids).Contains(action.EditId)).ToListAsync(cancellation)).ToLookup(action => action.EditId);
        var active = await jobs.ActiveForSubjectsAsync(db, [.. ids.Select(BulkEditView.PublicIdOf)], BulkEditJob.JobKind, cancellation);
        return [.. edits.Select(edit => BulkEditView.From(edit, actions[edit.Id], active.GetValueOrDefault(BulkEditView.PublicIdOf(edit.Id))))];
    }

    public static LimnerException NoEdit() => new(ErrorCatalogue.NotFound, "No such bulk edit.");

    /// <summary>Notes an edit of these images.</summary>
    /// <param name="actionsOf">The actions, given the edit's id.</param>
    public async Task<BulkEditRow> CreateAsync(LimnerDb db, long userId, IReadOnlyCollection<long> imageIds, Func<long, List<BulkEditActionRow>> actionsOf, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var forgotten = now - BulkEditView.Kept;
        await db.Set<BulkEditRow>().Where(old => old.CreatedAt < forgotten).ExecuteDeleteAsync(cancellation);
        var edit = new BulkEditRow { UserId = userId, State = BulkEditState.Applying, ImageCount = imageIds.Count, CreatedAt = now, UpdatedAt = now };
        db.Add(edit);
        await db.SaveChangesAsync(cancellation);
        var actions = actionsOf(edit.Id);
        actions.ForEach(action => action.EditId = edit.Id);
        db.AddRange(actions);
        await db.SaveChangesAsync(cancellation);
        await db.Database.ExecuteSqlAsync(
            $"INSERT INTO bulk_edit_images (edit_id, image_id, state) SELECT {edit.Id}, value, 'pending' FROM json_each({JsonSerializer.Serialize(imageIds)})", cancellation);
        return edit;
    }

    /// <summary>Does what is noted, or takes it back: at once if it is little, else by a job.</summary>
    public async Task<BulkEditView> StartAsync(LimnerDb db, BulkEditRow edit, CancellationToken cancellation)
    {
        if (edit.ImageCount <= BulkRunner.BatchSize)
        {
            while (await runner.RunBatchAsync(db, edit.Id, edit.State, cancellation) > 0)
            {
                // At most one batch and the end.
            }
        }
        else
        {
            await jobs.EnqueueAsync(
                db,
                new NewJob(
                    BulkEditJob.JobKind,
                    new BulkEditJob.Payload(edit.Id, edit.State == BulkEditState.Undoing),
                    (edit.State == BulkEditState.Undoing ? "Undo: " : "") + BulkEditView.Title(edit.ImageCount),
                    edit.UserId,
                    BulkEditView.PublicIdOf(edit.Id)),
                cancellation);
        }

        var fresh = await db.Set<BulkEditRow>().AsNoTracking().SingleAsync(row => row.Id == edit.Id, cancellation);
        return (await ViewsAsync(db, [fresh], cancellation))[0];
    }

    private async Task<List<BulkEditActionRow>> CheckAsync(LimnerDb db, ICurrentUser user, IReadOnlyList<BulkAction?> actions, CancellationToken cancellation)
    {
        if (actions.Count is 0 or > MaxActions)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"Name 1 to {MaxActions} actions.", "actions"));
        }

        var rows = new List<BulkEditActionRow>();
        foreach (var action in actions)
        {
            if (action is null)
            {
                throw new LimnerException(ErrorCatalogue.Validation.With("An action has a kind.", "actions"));
            }

            // Marks are for oneself; all else is a matter of writing.
            if (!user.MayWrite && action.Kind is not (BulkActionKind.Favourite or BulkActionKind.Unfavourite or BulkActionKind.Rate))
            {
                throw new LimnerException(ErrorCatalogue.Authorization);
            }

            var label = await editors.For(action.Kind).CheckAsync(db, user.Id, action, cancellation);
            rows.Add(new BulkEditActionRow { Place = rows.Count, Kind = action.Kind, Value = action.Value, Label = label });
        }

        return rows;
    }
}
