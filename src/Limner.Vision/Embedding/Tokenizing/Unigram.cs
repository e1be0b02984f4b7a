using System.Globalization;
using System.Text;

namespace Limner.Vision.Embedding.Tokenizing;

/// <summary>
/// The unigram language model (Kudo, "Subword Regularization", 2018): of all ways to cut a text into tokens the one whose scores (log probabilities) sum
/// highest, found by Viterbi's algorithm.
/// </summary>
internal sealed class Unigram : ITokenModel
{
    // As SentencePiece has it: an unknown character costs this much more than the rarest token.
    private const double UnknownPenalty = 10;

    private readonly Dictionary<string, (int Id, double Score)> _vocabulary;
    private readonly int _longest;
    private readonly double _unknownScore;
    private readonly int? _unknown;
    private readonly bool _byteFallback;

    /// <param name="vocabulary">Tokens and scores; their places are their ids.</param>
    /// <param name="unknown">Id of the token for what has none; null: such text is refused nowhere and simply has no token.</param>
    public Unigram(IReadOnlyList<(string Token, double Score)> vocabulary, int? unknown, bool byteFallback)
    {
        _vocabulary = new Dictionary<string, (int, double)>(vocabulary.Count, StringComparer.Ordinal);
        for (var id = 0; id < vocabulary.Count; id++)
        {
            _vocabulary.TryAdd(vocabulary[id].Token, (id, vocabulary[id].Score));
        }

        VocabularySize = vocabulary.Count;
        _longest = vocabulary.Count == 0 ? 0 : vocabulary.Max(item => item.Token.Length);
        _unknownScore = (vocabulary.Count == 0 ? 0 : vocabulary.Min(item => item.Score)) - UnknownPenalty;
        (_unknown, _byteFallback) = (unknown, byteFallback);
    }

    public int VocabularySize { get; }

    public int? Find(string token) => _vocabulary.TryGetValue(token, out var item) ? item.Id : null;

    public void Encode(string word, List<int> ids)
    {
        var unknown = new StringBuilder();
        foreach (var (from, to, id) in Path(word))
        {
            if (id is { } known)
            {
                Flush(unknown, ids);
                ids.Add(known);
            }
            else
            {
                // Unknown characters beside one another are one token.
                unknown.Append(word, from, to - from);
            }
        }

        Flush(unknown, ids);
    }

    private List<(int From, int To, int? Id)> Path(string word)
    {
        var best = new (double Score, int From, int? Id)[word.Length + 1];
        Array.Fill(best, (double.NegativeInfinity, -1, null));
        best[0].Score = 0;
        var lookup = _vocabulary.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var from = 0; from < word.Length; from++)
        {
            if (best[from].Score == double.NegativeInfinity)
            {
                continue; // within a surrogate pair
            }

            var character = char.IsHighSurrogate(word[from]) && from + 1 < word.Length && char.IsLowSurrogate(word[from + 1]) ? 2 : 1;
            var hasOne = false;
            for (var length = 1; length <= Math.Min(_longest, word.Length - from); length++)
            {
                if (lookup.TryGetValue(word.AsSpan(from, length), out var token))
                {
                    hasOne |= length == character;
                    Take(from, length, token.Score, token.Id);
                }
            }

            if (!hasOne)
            {
                Take(from, character, _unknownScore, id: null);
            }
        }

        var path = new List<(int, int, int?)>();
        for (var to = word.Length; to > 0; to = best[to].From)
        {
            path.Add((best[to].From, to, best[to].Id));
        }

        path.Reverse();
        return path;

        void Take(int from, int length, double score, int? id)
        {
            if (best[from].Score + score > best[from + length].Score)
            {
                best[from + length] = (best[from].Score + score, from, id);
            }
        }
    }

    private void Flush(StringBuilder unknown, List<int> ids)
    {
        if (unknown.Length == 0)
        {
            return;
        }

        var bytes = _byteFallback
            ? Encoding.UTF8.GetBytes(unknown.ToString()).Select(value => Find(string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>"))).ToList()
            : [];
        if (bytes.Count > 0 && bytes.TrueForAll(id => id is not null))
        {
            ids.AddRange(bytes.Select(id => id!.Value));
        }
        else if (_unknown is { } id)
        {
            ids.Add(id);
        }

        unknown.Clear();
    }
}
