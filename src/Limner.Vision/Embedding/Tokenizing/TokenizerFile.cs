using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Limner.Kernel.Errors;
using Limner.Native.Text;

namespace Limner.Vision.Embedding.Tokenizing;

/// <summary>
/// Reads <c>tokenizer.json</c> as the library Hugging Face tokenizers writes it: byte-pair, WordPiece and unigram models with the steps that the published
/// text encoders use. A step it does not know is refused, never skipped: other tokens would look like a bad model.
/// </summary>
internal static partial class TokenizerFile
{
    public const int MaxTextLength = 20_000;
    private const int MaxFileBytes = 128 << 20;
    private const int MaxVocabulary = 2_000_000;
    private static readonly TimeSpan PatternTimeout = TimeSpan.FromSeconds(2);

    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.ModelLoad"/>, naming what is wrong or not supported.</exception>
    public static ITextTokenizer Read(ReadOnlyMemory<byte> file)
    {
        if (file.Length > MaxFileBytes)
        {
            throw Refused("is too large");
        }

        try
        {
            using var document = JsonDocument.Parse(file);
            return Read(document.RootElement);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException or OverflowException)
        {
            throw Refused($"cannot be read: {broken.Message}", broken);
        }
    }

    private static Tokenizer Read(JsonElement root)
    {
        var model = ReadModel(root.GetProperty("model"));
        var added = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var token in List(root, "added_tokens"))
        {
            added[Text(token, "content")] = token.GetProperty("id").GetInt32();
        }

        if (added.Values.Any(id => id is < 0 or >= MaxVocabulary))
        {
            throw Refused("has an added token with an id that cannot be");
        }

        var (before, after) = ReadTemplate(Part(root, "post_processor"), token => added.TryGetValue(token, out var id) ? id : model.Find(token));
        return new Tokenizer(ReadNormalizer(Part(root, "normalizer")), ReadPreTokenizer(Part(root, "pre_tokenizer")), model, added, before, after);
    }

    private static ITokenModel ReadModel(JsonElement model)
    {
        // Files written before models had a type: byte-pair encoding is known by its merges.
        var type = Text(model, "type", model.TryGetProperty("merges", out _) ? "BPE" : "WordPiece");
        switch (type)
        {
            case "BPE":
                var vocabulary = ReadVocabulary(model);
                var merges = model.GetProperty("merges").EnumerateArray().Select(ReadMerge).ToList();
                return new BytePairEncoding(vocabulary, merges)
                {
                    Unknown = Text(model, "unk_token", null),
                    EndOfWord = Text(model, "end_of_word_suffix", null) ?? "",
                    Continuing = Text(model, "continuing_subword_prefix", null) ?? "",
                    ByteFallback = Flag(model, "byte_fallback", false),
                    FuseUnknown = Flag(model, "fuse_unk", false),
                    IgnoreMerges = Flag(model, "ignore_merges", false),
                };
            case "WordPiece":
                var pieces = ReadVocabulary(model);
                var unknown = Text(model, "unk_token", "[UNK]")!;
                return pieces.ContainsKey(unknown)
                    ? new WordPiece(pieces, unknown, Text(model, "continuing_subword_prefix", "##")!, Number(model, "max_input_chars_per_word", 100))
                    : throw Refused($"names {unknown} as the unknown token and does not have it");
            case "Unigram":
                var scored = model.GetProperty("vocab").EnumerateArray().Take(MaxVocabulary).Select(item => (item[0].GetString() ?? "", item[1].GetDouble())).ToList();
                var unknownId = Part(model, "unk_id") is { } id ? id.GetInt32() : (int?)null;
                return unknownId is null || (unknownId >= 0 && unknownId < scored.Count)
                    ? new Unigram(scored, unknownId, Flag(model, "byte_fallback", false))
                    : throw Refused("names an unknown token that it does not have");
            default:
                throw Unsupported("model", type!);
        }
    }

    private static Dictionary<string, int> ReadVocabulary(JsonElement model)
    {
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var token in model.GetProperty("vocab").EnumerateObject())
        {
            vocabulary[token.Name] = token.Value.GetInt32();
        }

        return vocabulary.Count <= MaxVocabulary && vocabulary.Values.All(id => id is >= 0 and < MaxVocabulary) ? vocabulary : throw Refused("has a vocabulary that cannot be");
    }

    private static (string, string) ReadMerge(JsonElement merge)
    {
        if (merge.ValueKind == JsonValueKind.Array)
        {
            return (merge[0].GetString() ?? "", merge[1].GetString() ?? "");
        }

        var parts = (merge.GetString() ?? "").Split(' ');
        return parts.Length == 2 ? (parts[0], parts[1]) : throw Refused($"has a merge that is no pair: {merge}");
    }

    private static Func<string, string> ReadNormalizer(JsonElement? step)
    {
        if (step is not { } normalizer)
        {
            return text => text;
        }

        var type = Text(normalizer, "type");
        switch (type)
        {
            case "Sequence":
                var steps = List(normalizer, "normalizers").Select(item => ReadNormalizer(item)).ToList();
                return text => Normalizers.Sequence(steps, text);
            case "NFC" or "NFD" or "NFKC" or "NFKD":
                var form = Enum.Parse<NormalizationForm>("Form" + type[2..]);
                return text => UnicodeNormalization.Normalize(text, form);
            case "Lowercase":
                return text => text.ToLowerInvariant();
            case "StripAccents":
                return Normalizers.StripAccents;
            case "Strip":
                var (left, right) = (Flag(normalizer, "strip_left", true), Flag(normalizer, "strip_right", true));
                return text => left && right ? text.Trim() : left ? text.TrimStart() : right ? text.TrimEnd() : text;
            case "Prepend":
                var prefix = Text(normalizer, "prepend");
                return text => text.Length == 0 ? text : prefix + text;
            case "Replace":
                var (pattern, content) = (ReadPattern(normalizer.GetProperty("pattern")), Text(normalizer, "content"));
                return text => Normalizers.Replace(text, pattern, content);
            case "BertNormalizer":
                var lowercase = Flag(normalizer, "lowercase", true);
                var (clean, chinese, accents) = (Flag(normalizer, "clean_text", true), Flag(normalizer, "handle_chinese_chars", true), Flag(normalizer, "strip_accents", lowercase));
                return text => Normalizers.Bert(text, clean, chinese, accents, lowercase);
            case "Precompiled":
                var table = new PrecompiledCharacters(Convert.FromBase64String(Text(normalizer, "precompiled_charsmap")));
                return table.Normalize;
            default:
                throw Unsupported("normalizer", type);
        }
    }

    private static Func<string, IEnumerable<string>> ReadPreTokenizer(JsonElement? step)
    {
        if (step is not { } preTokenizer)
        {
            return text => [text];
        }

        var type = Text(preTokenizer, "type");
        switch (type)
        {
            case "Sequence":
                var steps = List(preTokenizer, "pretokenizers").Select(item => ReadPreTokenizer(item)).ToList();
                return text => steps.Aggregate((IEnumerable<string>)[text], (words, next) => words.SelectMany(next));
            case "BertPreTokenizer":
                return PreTokenizers.Bert;
            case "Whitespace":
                return text => PreTokenizers.Split(text, WordsAndMarks(), SplitBehavior.Removed, invert: true);
            case "WhitespaceSplit":
                return text => PreTokenizers.SplitAt(text, Rune.IsWhiteSpace, SplitBehavior.Removed);
            case "ByteLevel":
                var (space, cut) = (Flag(preTokenizer, "add_prefix_space", true), Flag(preTokenizer, "use_regex", true));
                return text => PreTokenizers.ByteLevel(text, space, cut);
            case "Metaspace":
                var mark = Text(preTokenizer, "replacement");
                var scheme = Text(preTokenizer, "prepend_scheme", Flag(preTokenizer, "add_prefix_space", true) ? "always" : "never");
                var split = Flag(preTokenizer, "split", true);
                return text => PreTokenizers.Metaspace(text, mark, scheme != "never", split);
            case "Split":
                var (pattern, behavior, invert) = (ReadPattern(preTokenizer.GetProperty("pattern")), ReadBehavior(preTokenizer), Flag(preTokenizer, "invert", false));
                return text => PreTokenizers.Split(text, pattern, behavior, invert);
            case "Punctuation":
                var marks = preTokenizer.TryGetProperty("behavior", out _) ? ReadBehavior(preTokenizer) : SplitBehavior.Isolated;
                return text => PreTokenizers.SplitAt(text, PreTokenizers.IsPunctuation, marks);
            case "Digits":
                var digits = Flag(preTokenizer, "individual_digits", false) ? SplitBehavior.Isolated : SplitBehavior.Contiguous;
                return text => PreTokenizers.SplitAt(text, Rune.IsNumber, digits);
            default:
                throw Unsupported("pre-tokenizer", type);
        }
    }

    private static (IReadOnlyList<int> Before, IReadOnlyList<int> After) ReadTemplate(JsonElement? step, Func<string, int?> find)
    {
        if (step is not { } processor)
        {
            return ([], []);
        }

        var type = Text(processor, "type");
        switch (type)
        {
            case "ByteLevel":
                return ([], []);
            case "Sequence":
                var parts = List(processor, "processors").Select(item => ReadTemplate(item, find)).ToList();
                return ([.. Enumerable.Reverse(parts).SelectMany(part => part.Before)], [.. parts.SelectMany(part => part.After)]);
            case "BertProcessing" or "RobertaProcessing":
                return ([processor.GetProperty("cls")[1].GetInt32()], [processor.GetProperty("sep")[1].GetInt32()]);
            case "TemplateProcessing":
                var (before, after, isAfter) = (new List<int>(), new List<int>(), false);
                foreach (var piece in List(processor, "single"))
                {
                    if (piece.TryGetProperty("Sequence", out _))
                    {
                        isAfter = true;
                        continue;
                    }

                    var name = Text(piece.GetProperty("SpecialToken"), "id");
                    (isAfter ? after : before).AddRange(SpecialIds(processor, name, find));
                }

                return (before, after);
            default:
                throw Unsupported("post-processor", type);
        }
    }

    private static IEnumerable<int> SpecialIds(JsonElement processor, string name, Func<string, int?> find)
        => processor.TryGetProperty("special_tokens", out var tokens) && tokens.TryGetProperty(name, out var token)
            ? token.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).ToList()
            : [find(name) ?? throw Refused($"puts {name} around texts and does not have it")];

    /// <summary>Patterns are of Oniguruma; those in use are spelled alike in .NET.</summary>
    private static Regex ReadPattern(JsonElement pattern)
        => pattern.TryGetProperty("String", out var text)
            ? new Regex(Regex.Escape(text.GetString() ?? ""), RegexOptions.CultureInvariant, PatternTimeout)
            : new Regex(pattern.GetProperty("Regex").GetString() ?? "", RegexOptions.CultureInvariant, PatternTimeout);

    private static SplitBehavior ReadBehavior(JsonElement step)
        => Enum.TryParse<SplitBehavior>(Text(step, "behavior"), out var behavior) ? behavior : throw Unsupported("behavior", Text(step, "behavior"));

    private static JsonElement? Part(JsonElement element, string name)
        => element.TryGetProperty(name, out var part) && part.ValueKind != JsonValueKind.Null ? part : null;

    private static IEnumerable<JsonElement> List(JsonElement element, string name) => Part(element, name) is { } list ? list.EnumerateArray() : [];

    private static string Text(JsonElement element, string name) => Part(element, name)?.GetString() ?? throw Refused($"lacks {name}");

    private static string? Text(JsonElement element, string name, string? otherwise) => Part(element, name)?.GetString() ?? otherwise;

    private static bool Flag(JsonElement element, string name, bool otherwise) => Part(element, name)?.GetBoolean() ?? otherwise;

    private static int Number(JsonElement element, string name, int otherwise) => Part(element, name)?.GetInt32() ?? otherwise;

    private static LimnerException Unsupported(string part, string type) => Refused($"has a {part} of a kind that is not supported: {type}");

    private static LimnerException Refused(string what, Exception? cause = null) => new(ErrorCatalogue.ModelLoad, $"The tokenizer {what}.", cause!);

    [GeneratedRegex(@"\w+|[^\w\s]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex WordsAndMarks();
}
