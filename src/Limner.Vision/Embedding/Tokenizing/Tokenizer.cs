using System.Text.RegularExpressions;
using Limner.Kernel.Errors;

namespace Limner.Vision.Embedding.Tokenizing;

/// <summary>A tokenizer put together from its parts: prepare the text, cut it into words, cut those into tokens, put the special tokens around them.</summary>
/// <param name="normalize">From the text as it came to the text as it is cut.</param>
/// <param name="split">Into words, in the order of the text.</param>
/// <param name="before">Ids of special tokens that the text comes after.</param>
/// <param name="after">Ids of those that follow it.</param>
internal sealed class Tokenizer(
    Func<string, string> normalize, Func<string, IEnumerable<string>> split, ITokenModel model, IReadOnlyDictionary<string, int> added, IReadOnlyList<int> before, IReadOnlyList<int> after)
    : ITextTokenizer
{
    public int VocabularySize { get; } = Math.Max(model.VocabularySize, added.Count == 0 ? 0 : added.Values.Max() + 1);

    public int? Find(string token) => added.TryGetValue(token, out var id) ? id : model.Find(token);

    public IReadOnlyList<int> Encode(string text, int maxTokens)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTokens, before.Count + after.Count);
        var room = maxTokens - before.Count - after.Count;
        var ids = new List<int>(before);
        try
        {
            foreach (var word in split(normalize(Bounded(text))))
            {
                model.Encode(word, ids);
                if (ids.Count - before.Count >= room)
                {
                    ids.RemoveRange(before.Count + room, ids.Count - before.Count - room);
                    break;
                }
            }
        }
        catch (RegexMatchTimeoutException exception)
        {
            throw new LimnerException(ErrorCatalogue.Inference, "A pattern of the tokenizer did not come to an end on this text.", exception);
        }

        ids.AddRange(after);
        return ids;
    }

    private static string Bounded(string text)
    {
        if (text.Length <= TokenizerFile.MaxTextLength)
        {
            return text;
        }

        // Never half of a pair.
        var length = char.IsHighSurrogate(text[TokenizerFile.MaxTextLength - 1]) ? TokenizerFile.MaxTextLength - 1 : TokenizerFile.MaxTextLength;
        return text[..length];
    }
}
