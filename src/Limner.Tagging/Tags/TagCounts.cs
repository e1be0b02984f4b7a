using System.Collections.Concurrent;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging;

/// <summary>A tag and how many visible images of its owner have it, by whatever source.</summary>
/// <param name="NameKey"><see cref="TagName.KeyOf"/> of the name.</param>
public sealed record TagCount(long Id, string Name, string NameKey, int Count);

/// <summary>
/// How often each tag is used. Counting goes over all images, asking happens with every key somebody types, so the counts are kept in
/// memory until images or their tags change.
/// </summary>
public sealed class TagCounts(IDatabase database)
{
    private readonly ConcurrentDictionary<long, Entry> _byUser = [];
    private long _generation;

    /// <summary>The user's tags that at least one visible image has, in the order of their keys.</summary>
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
        var visible = db.VisibleTo(userId);
        var tags = await db.Set<TagRow>()
            .Where(tag => tag.OwnerId == userId)
            .Select(tag => new
            {
                tag.Id,
                tag.Name,
                tag.NameKey,
                Count = db.Set<ImageTagRow>().Where(row => row.TagId == tag.Id && visible.Any(image => image.Id == row.ImageId)).Select(row => row.ImageId).Distinct().Count(),
            })
            .ToListAsync(cancellation);
        return [.. tags.Where(tag => tag.Count > 0).OrderBy(tag => tag.NameKey, StringComparer.Ordinal).Select(tag => new TagCount(tag.Id, tag.Name, tag.NameKey, tag.Count))];
    }

    internal void Forget() => Interlocked.Increment(ref _generation);

    private sealed record Entry(long Generation, IReadOnlyList<TagCount> Tags);
}
