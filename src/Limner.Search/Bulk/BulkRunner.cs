using System.Text.Json;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Bulk;

/// <summary>
/// Does a bulk edit, or takes it back, a batch at a time. What is changed, what undoing needs to know, and that the images are dealt with are one
/// transaction: cut off anywhere, nothing is done twice and nothing is forgotten.
/// </summary>
internal sealed class BulkRunner(BulkEditors editors, TimeProvider clock)
{
    /// <summary>Images a transaction; between two of them other writers have their turn.</summary>
    public const int BatchSize = 500;

    /// <summary>Deals with the next images of an edit.</summary>
    /// <param name="expected">Applying or undoing. In any other state somebody has decided otherwise, and nothing happens.</param>
    /// <returns>How many they were; 0 at the end.</returns>
    public async Task<int> RunBatchAsync(LimnerDb db, long editId, BulkEditState expected, CancellationToken cancellation)
    {
        var edit = await db.Set<BulkEditRow>().AsTracking().FirstOrDefaultAsync(row => row.Id == editId, cancellation);
        if (edit is null || edit.State != expected)
        {
            return 0;
        }

        var isUndo = expected == BulkEditState.Undoing;
        var from = isUndo ? BulkImageState.Done : BulkImageState.Pending;
        var ids = await db.Set<BulkEditImageRow>().Where(row => row.EditId == editId && row.State == from)
            .OrderBy(row => row.ImageId).Select(row => row.ImageId).Take(BatchSize)
            .ToListAsync(cancellation);
        edit.UpdatedAt = clock.GetUtcNow();
        if (ids.Count == 0)
        {
            edit.State = isUndo ? BulkEditState.Undone : BulkEditState.Applied;
            await db.SaveChangesAsync(cancellation);
            return 0;
        }

        var actions = await db.Set<BulkEditActionRow>().AsTracking().Where(action => action.EditId == editId).OrderBy(action => action.Place).ToListAsync(cancellation);
        if (isUndo)
        {
            await UndoAsync(db, edit, actions, ids, cancellation);
        }
        else
        {
            await ApplyAsync(db, edit, actions, ids, cancellation);
        }

        edit.DoneCount += ids.Count;
        await db.SaveChangesAsync(cancellation);
        var to = isUndo ? BulkImageState.Undone : BulkImageState.Done;
        await db.Set<BulkEditImageRow>().Where(row => row.EditId == editId && EF.Parameter(ids).Contains(row.ImageId)).ExecuteUpdateAsync(set => set.SetProperty(row => row.State, to), cancellation);
        return ids.Count;
    }

    private async Task ApplyAsync(LimnerDb db, BulkEditRow edit, List<BulkEditActionRow> actions, List<long> ids, CancellationToken cancellation)
    {
        foreach (var action in actions)
        {
            var editor = editors.For(action.Kind);
            var plan = await editor.PlanAsync(db, edit.UserId, action.Action, ids, cancellation);
            action.Count(plan);
            if (plan.Changes.Count == 0)
            {
                continue;
            }

            await editor.ApplyAsync(db, edit.UserId, action.Action, plan.Changes, cancellation);
            var rows = JsonSerializer.Serialize(plan.Changes.Select(change => new object[] { change.Key, change.Value }));
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO bulk_edit_changes (edit_id, image_id, place, change) SELECT {edit.Id}, value ->> 0, {action.Place}, value ->> 1 FROM json_each({rows})",
                cancellation);
        }
    }

    private async Task UndoAsync(LimnerDb db, BulkEditRow edit, List<BulkEditActionRow> actions, List<long> ids, CancellationToken cancellation)
    {
        var changes = (await db.Set<BulkEditChangeRow>().AsNoTracking().Where(change => change.EditId == edit.Id && EF.Parameter(ids).Contains(change.ImageId)).ToListAsync(cancellation))
            .ToLookup(change => change.Place);

        // The last first, so that each finds what it left.
        foreach (var action in actions.AsEnumerable().Reverse())
        {
            var done = changes[action.Place].ToDictionary(change => change.ImageId, change => change.Change);
            if (done.Count > 0)
            {
                var restored = await editors.For(action.Kind).UndoAsync(db, edit.UserId, action.Action, done, cancellation);
                action.Restored += restored.Count;
                action.Kept += done.Count - restored.Count;
            }
        }
    }
}
