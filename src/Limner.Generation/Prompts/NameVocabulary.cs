using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Limner.Kernel.Errors;
using Limner.Native.Text;
using Limner.Vision.Embedding.Tokenizing;

namespace Limner.Generation.Prompts;

/// <summary>A thing that a model of names can draw.</summary>
/// <param name="Id">The text encoder's number of it.</param>
/// <param name="Name">In English, as Unicode names it.</param>
/// <param name="Korean">The same in Korean.</param>
internal sealed record DrawableName(int Id, string Name, string Korean);

/// <summary>What such a model makes of a prompt.</summary>
/// <param name="Name">What it draws; null: nothing that is said is known.</param>
/// <param name="Style">Word of the drawing style; null: none is said.</param>
/// <param name="Colour">Word of the one colour it is drawn in; null: its own colours.</param>
/// <param name="Ignored">Words that mean nothing to the model, in their order.</param>
/// <param name="Ids">What is known, for the text encoder.</param>
internal sealed record NamedPrompt(DrawableName? Name, string? Style, string? Colour, IReadOnlyList<string> Ignored, IReadOnlyList<int> Ids);

/// <summary>
/// The names a small model was trained on, instead of a vocabulary of pieces of words: <c>tokenizer/names.json</c> (tools/training/paint/export.py). A prompt is read from its
/// beginning, the longest name that fits first; the first thing, style and colour count. Thread-safe.
/// </summary>
internal sealed class NameVocabulary : ITextTokenizer
{
    private const int MaximumEntries = 20_000;
    private const int LongestPhrase = 8;
    private const int LargestId = 1_000_000;

    /// <summary>Beginning, end and filling: nothing.</summary>
    private const int Nothing = 0;

    /// <summary>Korean particles that are written onto a noun.</summary>
    private static readonly string[] Particles = ["을", "를", "이", "가", "은", "는", "의", "와", "과", "도", "에", "로", "으로"];

    /// <summary>They ask for nothing, so nothing is missing without them.</summary>
    private static readonly FrozenSet<string> Fillers = FrozenSet.Create(StringComparer.Ordinal, "a", "an", "the", "of", "in", "with", "and", "style", "emoji", "icon", "colour", "color", "coloured", "colored", "스타일", "이모지", "아이콘", "그림");

    private readonly FrozenDictionary<string, Entry> _phrases;

    private NameVocabulary(IReadOnlyList<DrawableName> names, IReadOnlyList<string> styles, IReadOnlyList<string> colours, FrozenDictionary<string, Entry> phrases, int size)
    {
        (Names, Styles, Colours, _phrases, VocabularySize) = (names, styles, colours, phrases, size);
    }

    private enum Role
    {
        Name,
        Style,
        Colour,
    }

    public IReadOnlyList<DrawableName> Names { get; }

    public IReadOnlyList<string> Styles { get; }

    public IReadOnlyList<string> Colours { get; }

    public int VocabularySize { get; }

    /// <exception cref="LimnerException"><c>model_load</c>: it is no such file.</exception>
    public static NameVocabulary Read(ReadOnlySpan<byte> file)
    {
        NamesFile? read;
        try
        {
            read = JsonSerializer.Deserialize<NamesFile>(file, NamesFile.Json);
        }
        catch (JsonException broken)
        {
            throw new LimnerException(ErrorCatalogue.ModelLoad, $"names.json cannot be read: {broken.Message}", broken);
        }

        if (read is null || read.Names.Contains(null!) || read.Styles.Contains(null!) || read.Colours.Contains(null!) || read.Names.Count is 0 or > MaximumEntries || read.Styles.Count > MaximumEntries || read.Colours.Count > MaximumEntries)
        {
            throw Refused("holds no names, or too many");
        }

        var phrases = new Dictionary<string, Entry>(StringComparer.Ordinal);
        foreach (var (word, role) in read.Styles.Select(word => (word, Role.Style)).Concat(read.Colours.Select(word => (word, Role.Colour))))
        {
            Add(phrases, word.Words, new Entry(role, word.Id, word.Words.FirstOrDefault() ?? "", null));
        }

        if (read.Names.DistinctBy(name => name.Name, StringComparer.Ordinal).Count() < read.Names.Count)
        {
            throw Refused("has two things of one name");
        }

        var names = read.Names.ConvertAll(name => new DrawableName(name.Id, name.Name, name.Ko));
        for (var i = 0; i < names.Count; i++)
        {
            Add(phrases, read.Names[i].Words, new Entry(Role.Name, names[i].Id, names[i].Name, names[i]));
        }

        return new NameVocabulary(
            names, [.. read.Styles.Select(style => style.Words[0])], [.. read.Colours.Select(colour => colour.Words[0])], phrases.ToFrozenDictionary(StringComparer.Ordinal), 1 + phrases.Values.Max(entry => entry.Id));
    }

    /// <summary>What of a prompt is known.</summary>
    public NamedPrompt Understand(string prompt)
    {
        var words = Words(prompt);
        DrawableName? name = null;
        string? style = null, colour = null;
        var (ids, ignored) = (new List<int>(), new List<string>());
        for (var at = 0; at < words.Count;)
        {
            var (entry, length) = LongestAt(words, at);
            switch (entry)
            {
                case { Role: Role.Name } when name is null:
                    name = entry.Name;
                    ids.Add(entry.Id);
                    break;
                case { Role: Role.Style } when style is null:
                    style = entry.Word;
                    ids.Add(entry.Id);
                    break;
                case { Role: Role.Colour } when colour is null:
                    colour = entry.Word;
                    ids.Add(entry.Id);
                    break;
                default:
                    // A second thing is not drawn either.
                    var unused = string.Join(' ', words.Skip(at).Take(length));
                    if (!Fillers.Contains(unused))
                    {
                        ignored.Add(unused);
                    }

                    break;
            }

            at += length;
        }

        return new NamedPrompt(name, style, colour, ignored, ids);
    }

    public int? Find(string token) => _phrases.TryGetValue(token, out var entry) ? entry.Id : null;

    /// <inheritdoc/>
    /// <remarks>Each name, style and colour is one token; what is not known is none.</remarks>
    public IReadOnlyList<int> Encode(string text, int maxTokens)
    {
        var known = Understand(text).Ids;
        return [Nothing, .. known.Take(Math.Max(0, maxTokens - 2)), Nothing];
    }

    private (Entry? Entry, int Length) LongestAt(List<string> words, int at)
    {
        for (var length = Math.Min(LongestPhrase, words.Count - at); length > 0; length--)
        {
            var phrase = string.Join(' ', words.GetRange(at, length));
            if (Fillers.Contains(phrase))
            {
                continue;
            }

            foreach (var spelling in Spellings(phrase))
            {
                if (_phrases.TryGetValue(spelling, out var entry))
                {
                    return (entry, length);
                }
            }
        }

        return (null, 1);
    }

    /// <summary>As it is written, then as one of several, then without a Korean particle.</summary>
    private static IEnumerable<string> Spellings(string phrase)
    {
        yield return phrase;
        if (phrase.EndsWith("ies", StringComparison.Ordinal))
        {
            yield return phrase[..^3] + "y";
        }

        if (phrase.EndsWith("es", StringComparison.Ordinal))
        {
            yield return phrase[..^2];
        }

        if (phrase.Length > 2 && phrase.EndsWith('s'))
        {
            yield return phrase[..^1];
        }

        foreach (var particle in Particles)
        {
            if (phrase.Length > particle.Length && phrase.EndsWith(particle, StringComparison.Ordinal))
            {
                yield return phrase[..^particle.Length];
            }
        }
    }

    /// <summary>Runs of letters, marks and digits, lower case; the training splits as this does.</summary>
    private static List<string> Words(string text)
    {
        var (words, word) = (new List<string>(), new StringBuilder());
        foreach (var rune in UnicodeNormalization.Normalize(text, NormalizationForm.FormC).ToLowerInvariant().EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark)
            {
                word.Append(rune.ToString());
            }
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        if (word.Length > 0)
        {
            words.Add(word.ToString());
        }

        return words;
    }

    private static void Add(Dictionary<string, Entry> phrases, List<string> words, Entry entry)
    {
        if (entry.Id is <= Nothing or > LargestId || words.Count == 0 || words.Exists(string.IsNullOrWhiteSpace))
        {
            throw Refused($"holds an entry without words, or with a number that is not from 1 to {LargestId}");
        }

        foreach (var word in words)
        {
            if (!phrases.TryAdd(word, entry) && phrases[word].Id != entry.Id)
            {
                throw Refused($"has two meanings for '{word}'");
            }
        }
    }

    private static LimnerException Refused(string what) => new(ErrorCatalogue.ModelLoad, $"names.json {what}.");

    private sealed record Entry(Role Role, int Id, string Word, DrawableName? Name);

    private sealed record NamesFile(List<WordEntry> Styles, List<WordEntry> Colours, List<NameEntry> Names)
    {
        public static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };
    }

    private sealed record WordEntry(int Id, List<string> Words);

    private sealed record NameEntry(int Id, string Name, string Ko, List<string> Words);
}
