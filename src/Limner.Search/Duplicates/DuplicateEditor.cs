using System.Globalization;
using System.Text.Json;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Search.Bulk;
using Limner.Storage;
using Limner.Tagging;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Duplicates;

/// <summary>
/// Does what was decided of duplicates by the editors there are: some images go into the trash, and those for which they go take over tags, albums and marks.
/// What each editor needs for undoing is kept as its own words. Several deeds of one image are one change.
/// </summary>
/// <param name="editors">Later: this is one of them.</param>
internal sealed class DuplicateEditor(Lazy<BulkEditors> editors) : IBulkEditor
{
    private static readonly BulkAction ToTrash = new(BulkActionKind.MoveToTrash, null);

    public IReadOnlyCollection<BulkActionKind> Kinds { get; } = [BulkActionKind.ResolveDuplicates];

    public static BulkAction ActionOf(long editId, IEnumerable<CarryOver> carryOver)
        => new(BulkActionKind.ResolveDuplicates, $"{PublicId.Format(IdPrefixes.BulkEdit, editId)} {string.Join(',', carryOver.Distinct().Order())}");

    public Task<string?> CheckAsync(LimnerDb db, long userId, BulkAction action, CancellationToken cancellation)
        => throw new LimnerException(ErrorCatalogue.Validation.With("Duplicates are resolved where they are listed.", "actions"));

    public async Task<BulkPlan> PlanAsync(LimnerDb db, long userId, BulkAction action, IReadOnlyCollection<long> imageIds, CancellationToken cancellation)
    {
        var (editId, carryOver) = Parse(action);
        var choices = await db.Set<DuplicateChoiceRow>().AsNoTracking().Where(choice => choice.EditId == editId && EF.Parameter(imageIds).Contains(choice.ImageId)).ToListAsync(cancellation);
        var keptIds = choices.Select(choice => choice.KeptId ?? choice.ImageId).ToHashSet();
        var there = (await Visibility.OwnedBy(db, userId, keptIds).Select(image => new { image.Id, image.ContentId }).ToListAsync(cancellation))
            .ToDictionary(image => image.Id, image => image.ContentId);
        var refused = imageIds.Except(choices.Select(choice => choice.ImageId)).ToDictionary(id => id, _ => BulkRefusal.Gone);

        // Nothing goes for the sake of a picture that is no longer there.
        foreach (var choice in choices.Where(choice => !there.ContainsKey(choice.KeptId ?? choice.ImageId)))
        {
            refused.Add(choice.ImageId, BulkRefusal.Gone);
        }

        var going = choices.Where(choice => choice.KeptId is { } kept && there.ContainsKey(kept)).Select(choice => choice.ImageId).ToList();
        var trash = await editors.Value.For(ToTrash.Kind).PlanAsync(db, userId, ToTrash, going, cancellation);
        foreach (var (id, reason) in trash.Refused)
        {
            refused[id] = reason;
        }

        var changes = trash.Changes.ToDictionary(change => change.Key, change => new List<Step> { new(ToTrash.Kind, null, change.Value) });
        var kept = choices.Where(choice => choice.KeptId is null && there.ContainsKey(choice.ImageId)).ToList();
        foreach (var (deed, ids) in await DeedsAsync(db, userId, editId, carryOver, [.. kept.Select(choice => choice.ImageId)], cancellation))
        {
            var plan = await editors.Value.For(deed.Kind).PlanAsync(db, userId, deed, ids, cancellation);
            foreach (var (id, change) in plan.Changes)
            {
                StepsOf(changes, id).Add(new Step(deed.Kind, deed.Value, change));
            }
        }

        foreach (var choice in kept.Where(choice => choice.Dismissal is not null))
        {
            StepsOf(changes, choice.ImageId).Add(new Step(BulkActionKind.ResolveDuplicates, choice.Dismissal!.Value.ToString(CultureInfo.InvariantCulture), there[choice.ImageId].ToString(CultureInfo.InvariantCulture)));
        }

        return new BulkPlan(changes.ToDictionary(change => change.Key, change => JsonSerializer.Serialize(change.Value)), refused);
    }

    public async Task ApplyAsync(LimnerDb db, long userId, BulkAction action, IReadOnlyDictionary<long, string> changes, CancellationToken cancellation)
    {
        foreach (var (deed, images) in Group(changes))
        {
            if (deed.Kind == BulkActionKind.ResolveDuplicates)
            {
                var rows = JsonSerializer.Serialize(images.Select(image => new[] { image.Key, long.Parse(image.Value, CultureInfo.InvariantCulture) }));
                await db.Database.ExecuteSqlAsync(
                    $"""
                    INSERT OR REPLACE INTO duplicate_dismissals (image_id, edit_id, place, content_id)
                    SELECT value ->> 0, {Parse(action).EditId}, {PlaceOf(deed)}, value ->> 1 FROM json_each({rows})
                    """,
                    cancellation);
            }
            else
            {
                // An editor's plan is of the state it saw: after a favourite, the plan for a rating made before it would take the favourite back.
                var editor = editors.Value.For(deed.Kind);
                var plan = await editor.PlanAsync(db, userId, deed, [.. images.Keys], cancellation);
                await editor.ApplyAsync(db, userId, deed, plan.Changes, cancellation);
            }
        }
    }

    public async Task<IReadOnlyCollection<long>> UndoAsync(LimnerDb db, long userId, BulkAction action, IReadOnlyDictionary<long, string> changes, CancellationToken cancellation)
    {
        var restored = changes.Keys.ToHashSet();
        foreach (var (deed, images) in Group(changes).Reverse())
        {
            if (deed.Kind == BulkActionKind.ResolveDuplicates)
            {
                var (editId, place, ids) = (Parse(action).EditId, PlaceOf(deed), images.Keys.ToList());
                await db.Set<DuplicateDismissalRow>().Where(row => row.EditId == editId && row.Place == place && EF.Parameter(ids).Contains(row.ImageId)).ExecuteDeleteAsync(cancellation);
            }
            else
            {
                restored.ExceptWith(images.Keys.Except(await editors.Value.For(deed.Kind).UndoAsync(db, userId, deed, images, cancellation)));
            }
        }

        return restored;
    }

    /// <summary>What is done to which of the kept images, so that they have what those had that go for them.</summary>
    private static async Task<IReadOnlyList<KeyValuePair<BulkAction, List<long>>>> DeedsAsync(LimnerDb db, long userId, long editId, IReadOnlySet<CarryOver> carryOver, IReadOnlyCollection<long> keptIds, CancellationToken cancellation)
    {
        var going = await db.Set<DuplicateChoiceRow>().Where(choice => choice.EditId == editId && choice.KeptId != null && EF.Parameter(keptIds).Contains(choice.KeptId.Value))
            .ToDictionaryAsync(choice => choice.ImageId, choice => choice.KeptId!.Value, cancellation);
        var ids = going.Keys.ToList();
        var deeds = new SortedDictionary<(BulkActionKind Kind, string Value), HashSet<long>>();
        void Add(BulkActionKind kind, string value, long goingId)
        {
            if (!deeds.TryGetValue((kind, value), out var images))
            {
                deeds.Add((kind, value), images = []);
            }

            images.Add(going[goingId]);
        }

        if (carryOver.Contains(CarryOver.Tags))
        {
            var tags = db.Set<ImageTagRow>().Where(row => EF.Parameter(ids).Contains(row.ImageId) && row.Source != TagSource.Model);
            (await tags.Join(db.Set<TagRow>(), row => row.TagId, tag => tag.Id, (row, tag) => new { row.ImageId, tag.Name }).ToListAsync(cancellation)).ForEach(tag => Add(BulkActionKind.AddTag, tag.Name, tag.ImageId));
        }

        if (carryOver.Contains(CarryOver.Albums))
        {
            (await db.Set<AlbumImageRow>().Where(row => EF.Parameter(ids).Contains(row.ImageId)).Select(row => new { row.ImageId, row.AlbumId }).ToListAsync(cancellation))
                .ForEach(row => Add(BulkActionKind.AddToAlbum, PublicId.Format(IdPrefixes.Album, row.AlbumId), row.ImageId));
        }

        var both = ids.Concat(keptIds).ToList();
        var marks = await db.Set<ImageMarkRow>().AsNoTracking().Where(mark => mark.UserId == userId && EF.Parameter(both).Contains(mark.ImageId)).ToListAsync(cancellation);
        var rated = marks.Where(mark => mark.Rating is not null).Select(mark => mark.ImageId).ToHashSet();
        foreach (var mark in marks.Where(mark => carryOver.Contains(CarryOver.Favourite) && mark.Favourite && going.ContainsKey(mark.ImageId)))
        {
            Add(BulkActionKind.Favourite, "", mark.ImageId);
        }

        var best = marks.Where(mark => carryOver.Contains(CarryOver.Rating) && mark.Rating is not null && going.TryGetValue(mark.ImageId, out var kept) && !rated.Contains(kept)).GroupBy(mark => going[mark.ImageId]);
        foreach (var mark in best.Select(images => images.MaxBy(mark => mark.Rating)!))
        {
            Add(BulkActionKind.Rate, mark.Rating!.Value.ToString(CultureInfo.InvariantCulture), mark.ImageId);
        }

        return [.. deeds.Select(deed => KeyValuePair.Create(new BulkAction(deed.Key.Kind, deed.Key.Value.Length == 0 ? null : deed.Key.Value), deed.Value.ToList()))];
    }

    private static List<Step> StepsOf(Dictionary<long, List<Step>> changes, long id)
    {
        if (!changes.TryGetValue(id, out var steps))
        {
            changes.Add(id, steps = []);
        }

        return steps;
    }

    /// <summary>The deeds, in an order that is always the same, each with what it changes of which image.</summary>
    private static IEnumerable<KeyValuePair<BulkAction, IReadOnlyDictionary<long, string>>> Group(IReadOnlyDictionary<long, string> changes)
        => changes.SelectMany(change => JsonSerializer.Deserialize<List<Step>>(change.Value)!.Select(step => (Id: change.Key, Step: step)))
            .GroupBy(item => new BulkAction(item.Step.Kind, item.Step.Value)).OrderBy(deed => deed.Key.Kind).ThenBy(deed => deed.Key.Value, StringComparer.Ordinal)
            .Select(deed => KeyValuePair.Create(deed.Key, (IReadOnlyDictionary<long, string>)deed.ToDictionary(item => item.Id, item => item.Step.Change)));

    private static long PlaceOf(BulkAction dismissal) => long.Parse(dismissal.Value!, CultureInfo.InvariantCulture);

    private static (long EditId, IReadOnlySet<CarryOver> CarryOver) Parse(BulkAction action)
    {
        var parts = action.Value!.Split(' ');
        return PublicId.TryParse(IdPrefixes.BulkEdit, parts[0], out var editId)
            ? (editId, parts[1].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<CarryOver>).ToHashSet())
            : throw new InvalidOperationException($"Not a resolution of duplicates: {action.Value}");
    }

    /// <param name="Change">As the editor of this kind wrote it.</param>
    private sealed record Step(BulkActionKind Kind, string? Value, string Change);
}
