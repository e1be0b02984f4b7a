using Limner.Imaging.Metadata;

namespace Limner.Library.Sidecars;

/// <summary>What people say about an image that belongs into its sidecar; null: nobody says anything, and what the sidecar says stays.</summary>
internal sealed record SidecarWish(string? Title, string? Description, int? Rating, SidecarKeywords? Keywords);

/// <summary>What is to be changed in a sidecar so that it says what people say, and what of it is then this server's.</summary>
internal sealed class SidecarPlan
{
    private readonly List<Action<SidecarDocument>> _changes = [];

    private SidecarPlan()
    {
    }

    /// <summary>Whether the sidecar is to be written at all.</summary>
    public bool ChangesAnything => _changes.Count > 0;

    public OwnWords Own { get; private set; } = OwnWords.None;

    public static SidecarPlan Make(DescriptiveMetadata stated, SidecarWish wish, OwnWords own)
    {
        var plan = new SidecarPlan();
        var (added, removed) = plan.SettleKeywords(stated.Keywords ?? [], wish.Keywords, own);
        plan.Own = new OwnWords(
            plan.Settle(stated.Title, wish.Title, own.Title, (document, text) => document.SetTitle(text)),
            plan.Settle(stated.Description, wish.Description, own.Description, (document, text) => document.SetDescription(text)),
            plan.Settle(stated.Rating, wish.Rating, own.Rating, (document, stars) => document.SetRating(stars)),
            added,
            removed);
        return plan;
    }

    public void Apply(SidecarDocument document)
    {
        foreach (var change in _changes)
        {
            change(document);
        }
    }

    private OwnWord<T>? Settle<T>(T? stated, T? wish, OwnWord<T>? own, Action<SidecarDocument, T?> set)
    {
        var isOurs = own is not null && EqualityComparer<T>.Default.Equals(stated, own.Ours);
        if (wish is null)
        {
            if (isOurs)
            {
                var before = own!.Before;
                _changes.Add(document => set(document, before));
            }

            return null;
        }

        if (EqualityComparer<T>.Default.Equals(stated, wish))
        {
            return isOurs ? own : null;
        }

        _changes.Add(document => set(document, wish));
        return new OwnWord<T>(wish, isOurs ? own!.Before : stated);
    }

    private (IReadOnlyList<string> Added, IReadOnlyList<string> Removed) SettleKeywords(IReadOnlyList<string> stated, SidecarKeywords? wish, OwnWords own)
    {
        var leaves = stated.Select(path => path[(path.LastIndexOf(MetadataText.KeywordSeparator) + 1)..]).ToList();
        var there = leaves.Select(OwnWords.KeyOf).ToHashSet();
        var ours = own.Added.Select(OwnWords.KeyOf).Where(there.Contains).ToHashSet();
        var wanted = wish?.Wanted ?? own.Removed;
        var wantedKeys = wanted.Select(OwnWords.KeyOf).ToHashSet();
        var refused = (wish?.Refused ?? []).Select(OwnWords.KeyOf).ToHashSet();

        var toAdd = wanted.Where(word => !there.Contains(OwnWords.KeyOf(word))).DistinctBy(OwnWords.KeyOf).ToList();
        var goes = there.Where(key => refused.Contains(key) || (ours.Contains(key) && !wantedKeys.Contains(key))).ToHashSet();
        if (toAdd.Count > 0 || goes.Count > 0)
        {
            _changes.Add(document => document.ChangeKeywords(toAdd, word => goes.Contains(OwnWords.KeyOf(word))));
        }

        if (wish is null)
        {
            return ([], []);
        }

        var takenOut = leaves.Where(word => goes.Contains(OwnWords.KeyOf(word)) && !ours.Contains(OwnWords.KeyOf(word)));
        var putBack = own.Removed.Where(word => !wantedKeys.Contains(OwnWords.KeyOf(word)));
        var wereOut = own.Removed.Select(OwnWords.KeyOf).ToHashSet();
        return (
            [.. own.Added.Where(word => ours.Contains(OwnWords.KeyOf(word)) && !goes.Contains(OwnWords.KeyOf(word))), .. toAdd.Where(word => !wereOut.Contains(OwnWords.KeyOf(word)))],
            [.. putBack.Concat(takenOut).DistinctBy(OwnWords.KeyOf)]);
    }
}
