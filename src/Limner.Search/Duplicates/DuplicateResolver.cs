using System.Text.Json;
using Limner.Accounts;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Search.Bulk;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Duplicates;

/// <summary>Decides groups, one by hand or many by a rule. Every decision is a bulk edit: listed with the others, a job if long, taken back as one.</summary>
internal sealed class DuplicateResolver(IDatabase database, DuplicateGroups groups, BulkEdits edits)
{
    private const int MaxGroups = 2_000;
    private const int MaxExcept = 1_000;

    /// <summary>Groups whose images are in memory at once.</summary>
    private const int Chunk = 200;

    /// <exception cref="LimnerException"><c>validation</c>; <c>not_found</c>: no such group, or no group any more; <c>conflict</c>: an image is no longer in it.</exception>
    public Task<BulkEditView> DecideAsync(ICurrentUser user, string id, DuplicateDecision decision, CancellationToken cancellation)
    {
        if (!GroupId.TryParse(id, out var kind, out var leaderId))
        {
            throw new LimnerException(ErrorCatalogue.NotFound, "No such group.");
        }

        var (keep, trash) = (Ids(decision.Keep, "keep"), Ids(decision.Trash ?? [], "trash"));
        if (keep.Count == 0)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("Keep one picture at least.", "keep"));
        }

        if (keep.Intersect(trash).Any() || keep.Count + trash.Count < 2)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("Name two pictures at least, each once.", "trash"));
        }

        return database.WriteAsync(
            async (db, token) =>
            {
                var members = await DuplicateGroups.MembersAsync(db, user.Id, kind, leaderId, token);
                if (members.Count == 0)
                {
                    throw new LimnerException(ErrorCatalogue.NotFound, "No such group.");
                }

                if (keep.Concat(trash).Except(members).Any())
                {
                    throw new LimnerException(ErrorCatalogue.Conflict, "A picture is no longer in the group.");
                }

                return await BeginAsync(db, user.Id, [new Decision(keep, trash)], decision.CarryOver, token);
            },
            cancellation);
    }

    /// <summary>Applies a rule to the newest groups, or tells what that would do. Groups of more images than are listed at once are decided as far as they are.</summary>
    /// <exception cref="LimnerException"><c>validation</c>.</exception>
    public Task<DuplicateResolutionView> ResolveAsync(ICurrentUser user, DuplicateResolution request, GroupKind kind, CancellationToken cancellation)
    {
        if (request.Except is { Count: > MaxExcept })
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"At most {MaxExcept} groups.", "except"));
        }

        var except = (request.Except ?? []).Select(text => GroupId.TryParse(text, out _, out var leader) ? leader : throw new LimnerException(ErrorCatalogue.Validation.With("Name each group by its id.", "except"))).ToHashSet();
        return request.Preview
            ? database.SnapshotAsync(async (db, token) => (await PlanAsync(db, user.Id, kind, request.Keep, except, token)).View(null), cancellation)
            : database.WriteAsync(
                async (db, token) =>
                {
                    var plan = await PlanAsync(db, user.Id, kind, request.Keep, except, token);
                    return plan.View(plan.Decisions.Count == 0 ? null : await BeginAsync(db, user.Id, plan.Decisions, request.CarryOver, token));
                },
                cancellation);
    }

    private async Task<Plan> PlanAsync(LimnerDb db, long userId, GroupKind kind, KeepRule rule, HashSet<long> except, CancellationToken cancellation)
    {
        var open = DuplicateGroups.Open(db, userId, kind).Where(group => !EF.Parameter(except).Contains(group.LeaderId));
        var leaders = await open.OrderByDescending(group => group.LeaderId).Take(MaxGroups).Select(group => group.LeaderId).ToListAsync(cancellation);
        var remaining = leaders.Count < MaxGroups ? 0 : await open.CountAsync(cancellation) - leaders.Count;
        var decisions = new List<Decision>();
        long bytes = 0;
        foreach (var chunk in leaders.Chunk(Chunk))
        {
            foreach (var (_, _, images) in await groups.LoadAsync(db, userId, kind, chunk, cancellation))
            {
                var kept = DuplicateImage.Suggest(images, rule);
                var going = images.Where(image => image != kept).ToList();
                decisions.Add(new Decision([kept.Id], [.. going.Select(image => image.Id)]));
                bytes += going.Sum(image => image.Size);
            }
        }

        return new Plan(decisions, remaining, bytes);
    }

    private async Task<BulkEditView> BeginAsync(LimnerDb db, long userId, IReadOnlyList<Decision> decisions, CarryOverChoice? carryOver, CancellationToken cancellation)
    {
        var ids = decisions.SelectMany(decision => decision.Keep.Concat(decision.Trash)).ToList();
        var edit = await edits.CreateAsync(
            db,
            userId,
            ids,
            editId =>
            {
                var action = DuplicateEditor.ActionOf(editId, (carryOver ?? CarryOverChoice.Everything).Chosen());
                return [new BulkEditActionRow { Place = 0, Kind = action.Kind, Value = action.Value }];
            },
            cancellation);
        var choices = decisions.SelectMany((decision, place) =>
            decision.Keep.Select(id => new long?[] { id, null, decision.Keep.Count > 1 ? place : null })
                .Concat(decision.Trash.Select(id => new long?[] { id, decision.Keep[0], null })));
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO duplicate_choices (edit_id, image_id, kept_id, dismissal)
            SELECT {edit.Id}, value ->> 0, value ->> 1, value ->> 2 FROM json_each({JsonSerializer.Serialize(choices)})
            """,
            cancellation);
        return await edits.StartAsync(db, edit, cancellation);
    }

    private static List<long> Ids(IReadOnlyList<string?> texts, string field)
        => texts.Count <= DuplicateGroups.MaxImages
            ? [.. texts.Select(text => PublicId.TryParse(IdPrefixes.Image, text, out var id) ? id : throw new LimnerException(ErrorCatalogue.Validation.With("Name each picture by its id.", field))).Distinct()]
            : throw new LimnerException(ErrorCatalogue.Validation.With($"At most {DuplicateGroups.MaxImages} pictures at once.", field));

    /// <param name="Keep">The first takes over what the others had that go.</param>
    private sealed record Decision(IReadOnlyList<long> Keep, IReadOnlyList<long> Trash);

    private sealed record Plan(IReadOnlyList<Decision> Decisions, int Remaining, long Bytes)
    {
        public DuplicateResolutionView View(BulkEditView? edit)
            => new(Decisions.Count, Remaining, Decisions.Sum(decision => decision.Keep.Count), Decisions.Sum(decision => decision.Trash.Count), Bytes, edit);
    }
}
