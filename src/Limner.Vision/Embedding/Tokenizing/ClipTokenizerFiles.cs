using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Limner.Kernel.Errors;
using Limner.Native.Text;

namespace Limner.Vision.Embedding.Tokenizing;

/// <summary>
/// CLIP's tokenizer from the two files of its first publication, for folders without a <c>tokenizer.json</c>: <c>vocab.json</c> (tokens and ids) and
/// <c>merges.txt</c> (a pair a line, the first learnt first).
/// </summary>
public static partial class ClipTokenizerFiles
{
    private const string Start = "<|startoftext|>";
    private const string End = "<|endoftext|>";
    private const int MaxFileBytes = 16 << 20;

    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.ModelLoad"/>: they are not such files, or do not belong together.</exception>
    public static ITextTokenizer Read(ReadOnlySpan<byte> vocabularyFile, ReadOnlySpan<byte> mergesFile)
    {
        if (vocabularyFile.Length > MaxFileBytes || mergesFile.Length > MaxFileBytes)
        {
            throw Refused("are too large");
        }

        Dictionary<string, int>? vocabulary;
        try
        {
            vocabulary = JsonSerializer.Deserialize<Dictionary<string, int>>(vocabularyFile);
        }
        catch (JsonException broken)
        {
            throw new LimnerException(ErrorCatalogue.ModelLoad, $"vocab.json cannot be read: {broken.Message}", broken);
        }

        var merges = Encoding.UTF8.GetString(mergesFile).Split('\n')
            .Where(line => line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal))
            .Select(line => line.TrimEnd('\r').Split(' '))
            .ToList();
        if (vocabulary is null || !vocabulary.TryGetValue(Start, out var start) || !vocabulary.TryGetValue(End, out var end))
        {
            throw Refused($"lack {Start} or {End}");
        }

        if (merges.Find(pair => pair.Length != 2 || !vocabulary.ContainsKey(pair[0] + pair[1])) is { } stray)
        {
            throw Refused($"do not belong together: the vocabulary has nothing for the merge '{string.Join(' ', stray)}'");
        }

        var model = new BytePairEncoding(vocabulary, [.. merges.Select(pair => (pair[0], pair[1]))]) { Unknown = End, EndOfWord = "</w>" };
        return new Tokenizer(Normalize, Split, model, new Dictionary<string, int> { [Start] = start, [End] = end }, [start], [end]);
    }

    private static string Normalize(string text) => Spaces().Replace(UnicodeNormalization.Normalize(text, NormalizationForm.FormC), " ").ToLowerInvariant();

    private static IEnumerable<string> Split(string text) => PreTokenizers.Split(text, Words(), SplitBehavior.Removed, invert: true).Select(ByteAlphabet.Spell);

    private static LimnerException Refused(string what) => new(ErrorCatalogue.ModelLoad, $"The files of CLIP's tokenizer {what}.");

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Spaces();

    // OpenAI's pattern, less the special tokens: those are never read out of a text.
    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Words();
}
