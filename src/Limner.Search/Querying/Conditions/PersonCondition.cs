using System.Linq.Expressions;
using Limner.Kernel.Text;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Querying.Conditions;

/// <summary>Somebody is named in it.</summary>
/// <param name="Key">Folded.</param>
/// <param name="IsWhole">Whether it is the whole name; else any word of it may begin so.</param>
internal sealed record PersonCondition(string Key, bool IsWhole) : ImageCondition
{
    public static PersonCondition? Read(string text, bool isWhole) => ImagePersonRow.KeyOf(text) is { Length: > 0 } key ? new PersonCondition(key, isWhole) : null;

    public override Expression<Func<ImageRow, bool>> Of(LimnerDb db, Searcher searcher)
    {
        var (key, end) = (Key, Key + "\U0010FFFF");
        var named = (IsWhole
                ? db.Set<ImagePersonRow>().Where(person => person.Key == key && person.IsWhole)
                : db.Set<ImagePersonRow>().Where(person => string.Compare(person.Key, key) >= 0 && string.Compare(person.Key, end) < 0))
            .Select(person => person.ImageId);
        return image => named.Contains(image.Id);
    }
}

/// <summary>
/// A name in an image, by itself and by each of its words to the end (table <c>image_people</c>): <c>anna maria kim</c> is also <c>maria kim</c> and <c>kim</c>, so
/// that every word of it is the beginning of a key. Kept in step by <see cref="Indexing.ImageIndexer"/>.
/// </summary>
internal sealed class ImagePersonRow
{
    private const int MaxWords = 8;

    /// <summary>Folded.</summary>
    public required string Key { get; set; }

    public long ImageId { get; set; }

    public required string Name { get; set; }

    /// <summary>Whether the key is the whole name.</summary>
    public bool IsWhole { get; set; }

    public static string KeyOf(string name) => string.Join(' ', TextFolding.Fold(name).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The keys of a name, the whole one first.</summary>
    public static IEnumerable<string> KeysOf(string name)
    {
        var words = KeyOf(name).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Enumerable.Range(0, Math.Min(words.Length, MaxWords)).Select(skipped => string.Join(' ', words.Skip(skipped)));
    }
}
