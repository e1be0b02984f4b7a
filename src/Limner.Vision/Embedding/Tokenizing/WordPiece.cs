namespace Limner.Vision.Embedding.Tokenizing;

/// <summary>
/// WordPiece as BERT cuts words (Devlin et al., 2019): from the left, each time the longest piece there is; a word that cannot be cut so is unknown as a whole.
/// </summary>
internal sealed class WordPiece(IReadOnlyDictionary<string, int> vocabulary, string unknown, string continuing, int maxCharacters) : ITokenModel
{
    private readonly int _longest = vocabulary.Count == 0 ? 0 : vocabulary.Keys.Max(token => token.Length);

    public int VocabularySize => vocabulary.Count;

    public int? Find(string token) => vocabulary.TryGetValue(token, out var id) ? id : null;

    public void Encode(string word, List<int> ids)
    {
        var first = ids.Count;
        if (word.EnumerateRunes().Count() <= maxCharacters)
        {
            for (var start = 0; start < word.Length;)
            {
                var (length, id) = Longest(word, start);
                if (length == 0)
                {
                    ids.RemoveRange(first, ids.Count - first);
                    ids.Add(vocabulary[unknown]);
                    return;
                }

                ids.Add(id);
                start += length;
            }
        }
        else
        {
            ids.Add(vocabulary[unknown]);
        }
    }

    private (int Length, int Id) Longest(string word, int start)
    {
        var prefix = start == 0 ? "" : continuing;
        for (var length = Math.Min(word.Length - start, _longest); length > 0; length--)
        {
            if (vocabulary.TryGetValue(prefix + word.Substring(start, length), out var id))
            {
                return (length, id);
            }
        }

        return (0, 0);
    }
}
