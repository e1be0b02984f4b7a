using Limner.Kernel.Errors;

namespace Limner.Tagging.Vocabularies;

/// <summary>A vocabulary as it is read and written.</summary>
/// <param name="FreeTags">Null: leave it as it is.</param>
internal sealed record VocabularyDocument(bool? FreeTags, IReadOnlyList<VocabularyEntry> Tags, IReadOnlyList<string> Denied);

/// <summary>One allowed tag.</summary>
/// <param name="Parent">Name of the tag it stands below; null: at the top, or wherever it stands already.</param>
internal sealed record VocabularyEntry(string Name, string? Parent, IReadOnlyList<string> Synonyms);

/// <summary>Why a line or an entry was left out.</summary>
/// <param name="Line">From 1; null where there are no lines.</param>
internal sealed record VocabularyProblem(int? Line, string Text, string Reason);

/// <summary>How large vocabularies may be.</summary>
internal static class VocabularyLimits
{
    public const int MaxTags = 50_000;
    public const int MaxDenied = 50_000;
    public const int MaxSynonyms = 50;

    /// <summary>Bytes of a document.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>Problems that are told one by one.</summary>
    public const int MaxProblems = 100;
}

/// <summary>A document with every name cleaned, each word once, and what had to be left out.</summary>
/// <param name="Tags">In the order of the document; parents that are named but not listed are added before their first child.</param>
/// <param name="ProblemCount">All problems; the first of them are told.</param>
internal sealed record CleanVocabulary(bool? FreeTags, IReadOnlyList<CleanEntry> Tags, IReadOnlyList<CleanWord> Denied, IReadOnlyList<VocabularyProblem> Problems, int ProblemCount);

internal sealed record CleanWord(string Key, string Name);

internal sealed record CleanEntry(string Key, string Name, string? ParentKey, IReadOnlyList<CleanWord> Synonyms);

/// <summary>Cleans documents: what is wrong with one entry leaves the others unaffected.</summary>
internal sealed class VocabularyCleaner
{
    private readonly List<VocabularyProblem> _problems = [];
    private int _problemCount;

    public void Report(int? line, string text, string reason)
    {
        _problemCount++;
        if (_problems.Count < VocabularyLimits.MaxProblems)
        {
            _problems.Add(new VocabularyProblem(line, text.Length <= 100 ? text : text[..100], reason));
        }
    }

    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.Validation"/>: too many tags or words altogether.</exception>
    public CleanVocabulary Clean(VocabularyDocument document)
    {
        var entries = new Dictionary<string, (CleanWord Word, string? ParentKey, IReadOnlyList<string> Synonyms)>(StringComparer.Ordinal);
        var order = new List<string>();
        foreach (var entry in document.Tags)
        {
            if (Word(entry.Name) is not { } word)
            {
                continue;
            }

            var parent = string.IsNullOrWhiteSpace(entry.Parent) ? null : Word(entry.Parent);
            if (parent is not null && entries.TryAdd(parent.Key, (parent, null, [])))
            {
                order.Add(parent.Key);
            }

            if (entries.TryGetValue(word.Key, out var known) && (known.ParentKey is not null || known.Synonyms.Count > 0))
            {
                Report(null, entry.Name, "The tag is there twice; the first counts.");
                continue;
            }

            if (!entries.ContainsKey(word.Key))
            {
                order.Add(word.Key);
            }

            entries[word.Key] = (word, parent?.Key == word.Key ? null : parent?.Key, entry.Synonyms);
        }

        Limit(order.Count, VocabularyLimits.MaxTags, "tags");
        Limit(document.Denied.Count, VocabularyLimits.MaxDenied, "denied words");
        var taken = entries.Keys.ToHashSet(StringComparer.Ordinal);
        var tags = order.ConvertAll(key =>
        {
            var (word, parentKey, synonyms) = entries[key];
            return new CleanEntry(key, word.Name, parentKey, Synonyms(synonyms, taken));
        });
        RequireNoCycle(tags);
        var denied = document.Denied.Select(Word).OfType<CleanWord>().DistinctBy(word => word.Key).Where(word => taken.Add(word.Key) || Refuse(word, "It is a tag or a synonym too; it is not denied.")).ToList();
        return new CleanVocabulary(document.FreeTags, tags, denied, _problems, _problemCount);
    }

    private List<CleanWord> Synonyms(IReadOnlyList<string> synonyms, HashSet<string> taken)
    {
        var words = new List<CleanWord>();
        foreach (var word in synonyms.Where(synonym => !string.IsNullOrWhiteSpace(synonym)).Select(Word).OfType<CleanWord>())
        {
            if (words.Count == VocabularyLimits.MaxSynonyms)
            {
                Report(null, word.Name, $"A tag has at most {VocabularyLimits.MaxSynonyms} synonyms.");
                break;
            }

            if (taken.Add(word.Key) || Refuse(word, "The word is used otherwise; as a synonym it is left out."))
            {
                words.Add(word);
            }
        }

        return words;
    }

    private bool Refuse(CleanWord word, string reason)
    {
        Report(null, word.Name, reason);
        return false;
    }

    private CleanWord? Word(string text)
    {
        try
        {
            var name = TagName.Clean(text);
            return new CleanWord(TagName.KeyOf(name), name);
        }
        catch (LimnerException problem)
        {
            Report(null, text, problem.Failure.Detail ?? problem.Message);
            return null;
        }
    }

    private static void Limit(int count, int most, string what)
    {
        if (count > most)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"A vocabulary has at most {most:N0} {what}; this one has {count:N0}.", "text"));
        }
    }

    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.Validation"/>.</exception>
    private static void RequireNoCycle(IReadOnlyList<CleanEntry> tags)
    {
        var byKey = tags.ToDictionary(tag => tag.Key, StringComparer.Ordinal);
        foreach (var tag in tags)
        {
            var depth = 0;
            for (var above = tag; above.ParentKey is { } parent; above = byKey[parent])
            {
                if (++depth >= TagAncestors.MaxDepth)
                {
                    throw new LimnerException(ErrorCatalogue.Validation.With($"“{tag.Name}” stands below itself, or more than {TagAncestors.MaxDepth} levels deep.", "text"));
                }
            }
        }
    }
}
