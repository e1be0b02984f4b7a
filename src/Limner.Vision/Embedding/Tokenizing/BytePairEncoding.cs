using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Limner.Vision.Embedding.Tokenizing;

/// <summary>
/// Byte-pair encoding (Sennrich et al., "Neural Machine Translation of Rare Words with Subword Units", 2016): of all neighbouring pairs the one that was
/// learnt first is joined, until none is left that was learnt.
/// </summary>
/// <param name="vocabulary">Tokens and their ids.</param>
/// <param name="merges">Pairs in the order they were learnt.</param>
internal sealed class BytePairEncoding(IReadOnlyDictionary<string, int> vocabulary, IReadOnlyList<(string Left, string Right)> merges) : ITokenModel
{
    private const int MaxRememberedWords = 10_000;
    private const int MaxRememberedLength = 64;

    private readonly Dictionary<(string, string), int> _ranks = Ranks(merges);
    private readonly ConcurrentDictionary<string, int[]> _remembered = new(StringComparer.Ordinal);

    /// <summary>Stands for what has no token; null: it is left out.</summary>
    public string? Unknown { get; init; }

    /// <summary>What the last piece of a word ends with in the vocabulary, such as <c>&lt;/w&gt;</c>.</summary>
    public string EndOfWord { get; init; } = "";

    /// <summary>What pieces within a word begin with.</summary>
    public string Continuing { get; init; } = "";

    /// <summary>A character without a token is written as the tokens of its UTF-8 bytes, <c>&lt;0xE2&gt;</c>.</summary>
    public bool ByteFallback { get; init; }

    /// <summary>Unknown characters beside one another become one token.</summary>
    public bool FuseUnknown { get; init; }

    /// <summary>A word that is a token is that token, whatever the merges say.</summary>
    public bool IgnoreMerges { get; init; }

    public int VocabularySize => vocabulary.Count;

    public int? Find(string token) => vocabulary.TryGetValue(token, out var id) ? id : null;

    public void Encode(string word, List<int> ids)
    {
        if (word.Length == 0)
        {
            return;
        }

        if (!_remembered.TryGetValue(word, out var known))
        {
            known = Cut(word);
            if (word.Length <= MaxRememberedLength)
            {
                if (_remembered.Count >= MaxRememberedWords)
                {
                    _remembered.Clear();
                }

                _remembered[word] = known;
            }
        }

        ids.AddRange(known);
    }

    private int[] Cut(string word)
    {
        if (IgnoreMerges && vocabulary.TryGetValue(word, out var whole))
        {
            return [whole];
        }

        var pieces = Pieces(word);
        Merge(pieces);
        return ToIds(pieces);
    }

    private List<string> Pieces(string word)
    {
        var pieces = new List<string>(word.Length);
        foreach (var rune in word.EnumerateRunes())
        {
            var text = rune.ToString();
            pieces.Add(pieces.Count > 0 ? Continuing + text : text);
        }

        pieces[^1] += EndOfWord;
        return pieces;
    }

    /// <summary>Joins neighbours, lowest rank first and leftmost of equal ones. A queue of pairs over a linked list: a word of n pieces takes n log n.</summary>
    private void Merge(List<string> pieces)
    {
        var (previous, next) = (new int[pieces.Count], new int[pieces.Count]);
        var queue = new PriorityQueue<(int Left, string First, string Second), (int Rank, int At)>();
        void Look(int left)
        {
            var right = left >= 0 ? next[left] : -1;
            if (right >= 0 && _ranks.TryGetValue((pieces[left], pieces[right]), out var rank))
            {
                queue.Enqueue((left, pieces[left], pieces[right]), (rank, left));
            }
        }

        for (var i = 0; i < pieces.Count; i++)
        {
            (previous[i], next[i]) = (i - 1, i + 1 < pieces.Count ? i + 1 : -1);
        }

        for (var i = 0; i < pieces.Count; i++)
        {
            Look(i);
        }

        while (queue.TryDequeue(out var pair, out _))
        {
            var (left, first, second) = pair;
            var right = next[left];

            // An entry for what has been joined since is out of date.
            if (right < 0 || pieces[left] != first || pieces[right] != second)
            {
                continue;
            }

            pieces[left] = first + second[(second.StartsWith(Continuing, StringComparison.Ordinal) ? Continuing.Length : 0)..];
            pieces[right] = "";
            next[left] = next[right];
            if (next[left] >= 0)
            {
                previous[next[left]] = left;
            }

            Look(previous[left]);
            Look(left);
        }

        pieces.RemoveAll(piece => piece.Length == 0);
    }

    private int[] ToIds(List<string> pieces)
    {
        var ids = new List<int>(pieces.Count);
        var wasUnknown = false;
        foreach (var piece in pieces)
        {
            var isUnknown = false;
            if (vocabulary.TryGetValue(piece, out var id))
            {
                ids.Add(id);
            }
            else if (ByteFallback && Bytes(piece) is { } bytes)
            {
                ids.AddRange(bytes);
            }
            else if (Unknown is not null && vocabulary.TryGetValue(Unknown, out var unknown))
            {
                isUnknown = true;
                if (!(FuseUnknown && wasUnknown))
                {
                    ids.Add(unknown);
                }
            }

            wasUnknown = isUnknown;
        }

        return [.. ids];
    }

    private List<int>? Bytes(string piece)
    {
        var ids = new List<int>();
        foreach (var value in Encoding.UTF8.GetBytes(piece))
        {
            if (!vocabulary.TryGetValue(string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>"), out var id))
            {
                return null;
            }

            ids.Add(id);
        }

        return ids;
    }

    private static Dictionary<(string, string), int> Ranks(IReadOnlyList<(string Left, string Right)> merges)
    {
        var ranks = new Dictionary<(string, string), int>(merges.Count);
        for (var rank = 0; rank < merges.Count; rank++)
        {
            ranks.TryAdd(merges[rank], rank);
        }

        return ranks;
    }
}
