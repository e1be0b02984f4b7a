using System.Collections.Concurrent;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging;

/// <summary>A tag and how many images that somebody sees have it, by whatever source. Tags of several owners that read the same are one.</summary>
/// <param name="Id">The asking person's own tag, else one of those that are counted.</param>
/// <param name="NameKey"><see cref="TagName.KeyOf"/> of the name.</param>
/// <param name="Count">Images that have it or a tag below it: those that searching for it finds.</param>
/// <param name="Own">Of those, the ones that have the tag itself.</param>
public sealed record TagCount(long Id, string Name, string NameKey, int Count, int Own);

/// <summary>
/// How often each tag is used. Counting goes over all images, asking happens with every key somebody types, so the counts are kept in
/// memory until images, their tags or who sees them change.
/// </summary>
public sealed class TagCounts(IDatabase database, Visibility visibility)
{
    private readonly ConcurrentDictionary<long, Entry> _byUser = [];
    private long _generation;

    /// <summary>The tags that at least one image the user sees has, itself or a tag below it, in the order of their keys.</summary>
    public async Task<IReadOnlyList<TagCount>> OfAsync(long userId, CancellationToken cancellation)
    {
        // Read before the query: what is committed while it runs makes the entry stale, never fresh by mistake.
        var generation = Interlocked.Read(ref _generation);
        if (_byUser.TryGetValue(userId, out var known) && known.Generation == generation)
        {
            return known.Tags;
        }

        var tags = await CountAsync(userId, cancellation);
        _byUser[userId] = new Entry(generation, tags);
        return tags;
    }

    private async Task<IReadOnlyList<TagCount>> CountAsync(long userId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var visible = visibility.AllVisibleTo(db, userId).Listed();
        var owners = visibility.OwnersVisibleTo(db, userId);
        var tags = await db.Set<TagRow>()
            .Where(tag => tag.OwnerId == userId || owners.Contains(tag.OwnerId))
            .Select(tag => new
            {
                tag.Id,
                tag.Name,
                tag.NameKey,
                tag.OwnerId,
                Count = db.Set<ImageTagRow>().Where(row => row.TagId == tag.Id && visible.Any(image => image.Id == row.ImageId)).Select(row => row.ImageId).Distinct().Count(),
            })
            .ToListAsync(cancellation);

        // What has tags below it is counted with them; an image that has several of them is one.
        var below = db.Set<TagAncestorRow>().Select(row => new { row.AncestorId, row.TagId })
            .Concat(db.Set<TagAncestorRow>().Select(row => row.AncestorId).Distinct().Select(id => new { AncestorId = id, TagId = id }));
        var withBelow = await below
            .Where(row => db.Set<TagRow>().Any(tag => tag.Id == row.AncestorId && (tag.OwnerId == userId || owners.Contains(tag.OwnerId))))
            .Join(db.Set<ImageTagRow>().Where(row => visible.Any(image => image.Id == row.ImageId)), row => row.TagId, row => row.TagId, (row, given) => new { row.AncestorId, given.ImageId })
            .GroupBy(row => row.AncestorId)
            .Select(group => new { group.Key, Count = group.Select(row => row.ImageId).Distinct().Count() })
            .ToDictionaryAsync(group => group.Key, group => group.Count, cancellation);

        // An image's tags are all of its owner's, so no image is counted twice.
        return [.. tags.Where(tag => tag.Count > 0 || withBelow.ContainsKey(tag.Id))
            .GroupBy(tag => tag.NameKey, StringComparer.Ordinal)
            .OrderBy(same => same.Key, StringComparer.Ordinal)
            .Select(same =>
            {
                var shown = same.OrderBy(tag => tag.OwnerId != userId).ThenBy(tag => tag.Id).First();
                return new TagCount(shown.Id, shown.Name, shown.NameKey, same.Sum(tag => withBelow.GetValueOrDefault(tag.Id, tag.Count)), same.Sum(tag => tag.Count));
            })];
    }

    internal void Forget() => Interlocked.Increment(ref _generation);

    private sealed record Entry(long Generation, IReadOnlyList<TagCount> Tags);
}
