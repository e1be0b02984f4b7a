using System.Collections.Concurrent;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Vocabularies;

/// <summary>Reads vocabularies, each once a revision.</summary>
internal sealed class VocabularyReader : IVocabulary
{
    private static readonly Vocabulary Untouched = new(0, true, [], new HashSet<string>(), new Dictionary<string, string>(), new HashSet<string>());

    /// <summary>A revision is never given twice, so what was read in a transaction that came to nothing is at worst read for nobody.</summary>
    private readonly ConcurrentDictionary<long, Vocabulary> _byOwner = [];

    public async Task<Vocabulary> OfAsync(LimnerDb db, long ownerId, CancellationToken cancellation)
    {
        var row = await db.Set<VocabularyRow>().AsNoTracking().FirstOrDefaultAsync(vocabulary => vocabulary.OwnerId == ownerId, cancellation);
        if (row is null)
        {
            return Untouched;
        }

        if (_byOwner.TryGetValue(ownerId, out var known) && known.Revision == row.Revision)
        {
            return known;
        }

        var allowed = await db.Set<TagRow>().Where(tag => tag.OwnerId == ownerId && tag.VocabularyPlace != null)
            .OrderBy(tag => tag.VocabularyPlace).ThenBy(tag => tag.Id)
            .Select(tag => new { tag.Name, tag.NameKey })
            .ToListAsync(cancellation);
        var words = await db.Set<VocabularyWordRow>().Where(word => word.OwnerId == ownerId)
            .Select(word => new { word.NameKey, Tag = db.Set<TagRow>().Where(tag => tag.Id == word.TagId).Select(tag => tag.Name).FirstOrDefault() })
            .ToListAsync(cancellation);
        var read = new Vocabulary(
            row.Revision,
            row.FreeTags,
            [.. allowed.Select(tag => tag.Name)],
            allowed.Select(tag => tag.NameKey).ToHashSet(StringComparer.Ordinal),
            words.Where(word => word.Tag is not null).ToDictionary(word => word.NameKey, word => word.Tag!, StringComparer.Ordinal),
            words.Where(word => word.Tag is null).Select(word => word.NameKey).ToHashSet(StringComparer.Ordinal));
        _byOwner[ownerId] = read;
        return read;
    }
}
