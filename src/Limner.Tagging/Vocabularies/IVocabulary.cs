using Limner.Kernel.Errors;
using Limner.Storage;

namespace Limner.Tagging;

/// <summary>What models may say of somebody's pictures.</summary>
public interface IVocabulary
{
    /// <summary>The vocabulary of this owner as it is in the database now; kept in memory until its revision changes. One statement when it is kept.</summary>
    Task<Vocabulary> OfAsync(LimnerDb db, long ownerId, CancellationToken cancellation);
}

/// <summary>The tags somebody allows models to give, which words stand for them, and which are never to be given.</summary>
/// <param name="Revision">Another after every change; part of the key of an answer that was asked for with this vocabulary. 0: never touched.</param>
/// <param name="FreeTags">Whether a model may also give tags that are not allowed by name.</param>
/// <param name="Allowed">Names of the allowed tags in the order of the vocabulary, which is the order of importance. Up to 50,000.</param>
/// <param name="AllowedKeys"><see cref="TagName.KeyOf"/> of the allowed names.</param>
/// <param name="Synonyms">Key of a word to the name of the tag it stands for, which need not be an allowed one.</param>
/// <param name="Denied">Keys of words that are never to be given.</param>
public sealed record Vocabulary(
    long Revision, bool FreeTags, IReadOnlyList<string> Allowed, IReadOnlySet<string> AllowedKeys, IReadOnlyDictionary<string, string> Synonyms, IReadOnlySet<string> Denied)
{
    /// <summary>
    /// Names given to a model at most: grammars of constrained decoding grow with them, and so does every prompt. Of a larger vocabulary a model is
    /// given the first ones, in its order.
    /// </summary>
    public const int MaxForModel = 500;

    /// <summary>What a model is given to choose from: the first <see cref="MaxForModel"/> allowed names.</summary>
    public IReadOnlyList<string> ForModel => Allowed.Count <= MaxForModel ? Allowed : [.. Allowed.Take(MaxForModel)];

    /// <summary>Whether a model's answer is to be held to <see cref="ForModel"/> (a JSON schema's <c>enum</c>): something is allowed and nothing else is.</summary>
    public bool IsClosed => !FreeTags && Allowed.Count > 0;

    /// <summary>The name of the tag that a model's word becomes; null: it becomes none (denied, not allowed, or no tag at all).</summary>
    public string? Resolve(string word)
    {
        string name;
        try
        {
            name = TagName.Clean(word);
        }
        catch (LimnerException)
        {
            return null;
        }

        var key = TagName.KeyOf(name);
        if (Denied.Contains(key))
        {
            return null;
        }

        if (Synonyms.TryGetValue(key, out var tag))
        {
            (name, key) = (tag, TagName.KeyOf(tag));
        }

        return !Denied.Contains(key) && (FreeTags || AllowedKeys.Contains(key)) ? name : null;
    }
}
