using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Limner.Kernel.Errors;
using Limner.Testing;
using Limner.Vision.Embedding.Tokenizing;

namespace Limner.Vision.Tests.Embedding;

/// <summary>
/// Against ids that other programs gave for the same texts and files (tokenizers/README.md says which). CLIP's vocabulary is cut down to what the
/// texts can use, with the ids it has in the whole one.
/// </summary>
public sealed class TokenizerTests
{
    private static readonly string Fixtures = Path.Combine(Repository.Root, "tests/Limner.Vision.Tests/Embedding/tokenizers");
    private static readonly Dictionary<string, List<Known>> Expected = JsonSerializer.Deserialize<Dictionary<string, List<Known>>>(
        File.ReadAllBytes(Path.Combine(Fixtures, "expected.json")), JsonSerializerOptions.Web)!;

    public static TheoryData<string> Kinds => new(Expected.Keys);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_text_has_the_ids_the_reference_gives(string kind)
    {
        var tokenizer = Open(kind);
        foreach (var (text, ids) in Expected[kind])
        {
            tokenizer.Encode(text, 512).ShouldBe(ids, $"\"{text}\"");
        }
    }

    [Fact]
    public void Clip_has_the_known_answer()
        => Open("clip").Encode("a photo of a cat", 77).ShouldBe([49406, 320, 1125, 539, 320, 2368, 49407]);

    [Fact]
    public void A_long_text_is_cut_and_keeps_its_special_tokens()
        => Open("clip").Encode("a photo of a cat", 5).ShouldBe([49406, 320, 1125, 539, 49407]);

    [Fact]
    public void A_special_token_that_somebody_writes_is_text()
    {
        var ids = Open("clip").Encode("<|endoftext|> as text", 77);
        ids.Count(id => id == 49407).ShouldBe(1);
        ids[^1].ShouldBe(49407);
    }

    [Theory]
    [InlineData("clip")]
    [InlineData("clip_json")]
    [InlineData("wordpiece")]
    [InlineData("unigram")]
    [InlineData("bytefallback")]
    public void Nothing_that_can_be_typed_breaks_it(string kind)
    {
        var tokenizer = Open(kind);
        var random = new Random(kind.Length);
        for (var round = 0; round < 300; round++)
        {
            // Unpaired surrogates and zeros among them.
            var text = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => (char)(random.Next(3) == 0 ? random.Next(0x10000) : random.Next(0x180))));
            var ids = tokenizer.Encode(text, 77);
            ids.Count.ShouldBeLessThanOrEqualTo(77);
            ids.ShouldAllBe(id => id >= 0 && id < 49408);
        }

        tokenizer.Encode(new string('a', 1_000_000), 77).Count.ShouldBeLessThanOrEqualTo(77);
        tokenizer.Encode(string.Concat(Enumerable.Repeat("👩‍👩‍👧‍👦 ", 3000)), 77).Count.ShouldBeLessThanOrEqualTo(77);
    }

    [Theory]
    [InlineData("", "cannot be read")]
    [InlineData("[]", "cannot be read")]
    [InlineData("{\"model\":{\"type\":\"Magic\"}}", "Magic")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":-1},\"merges\":[]}}", "vocabulary")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[\"a\"]}}", "merge")]
    [InlineData("{\"model\":{\"type\":\"WordPiece\",\"unk_token\":\"[UNK]\",\"vocab\":{\"a\":0}}}", "[UNK]")]
    [InlineData("{\"model\":{\"type\":\"Unigram\",\"unk_id\":9,\"vocab\":[[\"a\",-1]]}}", "unknown")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[]},\"normalizer\":{\"type\":\"Rot13\"}}", "Rot13")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[]},\"pre_tokenizer\":{\"type\":\"Split\",\"pattern\":{\"Regex\":\"(\"},\"behavior\":\"Isolated\"}}", "cannot be read")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[]},\"post_processor\":{\"type\":\"TemplateProcessing\",\"single\":[{\"SpecialToken\":{\"id\":\"[CLS]\"}}]}}", "[CLS]")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[]},\"normalizer\":{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"AAAA\"}}", "cut off")]
    public void A_file_that_is_none_is_refused_with_what_is_wrong(string json, string expected)
    {
        var failure = Should.Throw<LimnerException>(() => TokenizerFile.Read(Encoding.UTF8.GetBytes(json))).Failure;
        failure.Error.ShouldBe(ErrorCatalogue.ModelLoad);
        failure.Detail!.ShouldContain(expected);
    }

    [Fact]
    public void Files_of_clip_that_do_not_belong_together_are_refused()
        => Should.Throw<LimnerException>(() => ClipTokenizerFiles.Read("{\"<|startoftext|>\":0,\"<|endoftext|>\":1,\"a\":2}"u8, "a b\n"u8)).Failure.Detail!.ShouldContain("a b");

    [Fact]
    public void A_pattern_that_does_not_end_is_stopped()
    {
        var json = """{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"pre_tokenizer":{"type":"Split","pattern":{"Regex":"(a+)+$"},"behavior":"Isolated"}}""";
        var tokenizer = TokenizerFile.Read(Encoding.UTF8.GetBytes(json));
        Should.Throw<LimnerException>(() => tokenizer.Encode(new string('a', 40) + "!", 77)).Failure.Error.ShouldBe(ErrorCatalogue.Inference);
    }

    [Fact]
    public void Compiled_rules_replace_what_they_name_and_leave_the_rest()
    {
        var rules = new PrecompiledCharacters(TrieOf(("ﬁ", "fi"), ("Ａ", "A"), ("\u00A0", " ")));
        rules.Normalize("ﬁve Ａ\u00A0b 제주 👍").ShouldBe("five A b 제주 👍");
        rules.Normalize("").ShouldBe("");
    }

    private static ITextTokenizer Open(string kind)
        => kind == "clip"
            ? ClipTokenizerFiles.Read(File.ReadAllBytes(Path.Combine(Fixtures, "clip-vocab.json")), File.ReadAllBytes(Path.Combine(Fixtures, "clip-merges.txt")))
            : TokenizerFile.Read(File.ReadAllBytes(Path.Combine(Fixtures, kind + ".json")));

    /// <summary>A double array made the plain way: every node's children lie at the first free 256-aligned place, so offsets never collide.</summary>
    private static byte[] TrieOf(params (string From, string To)[] rules)
    {
        var root = new Node();
        var replacements = new List<byte>();
        foreach (var (from, to) in rules)
        {
            var node = root;
            foreach (var value in Encoding.UTF8.GetBytes(from))
            {
                node = node.Children.TryGetValue(value, out var child) ? child : node.Children[value] = new Node();
            }

            node.Value = replacements.Count;
            replacements.AddRange([.. Encoding.UTF8.GetBytes(to), 0]);
        }

        var units = new uint[512 * 64];
        var next = 256u;
        Place(root, 0, 0);
        var table = new byte[4 + (4 * (int)next) + replacements.Count];
        BinaryPrimitives.WriteUInt32LittleEndian(table, 4 * next);
        for (var i = 0; i < next; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(4 + (4 * i)), units[i]);
        }

        replacements.CopyTo(table, 4 + (4 * (int)next));
        return table;

        void Place(Node node, uint at, uint label)
        {
            // Children of the node at index i lie at (i ^ offset) ^ label; the value of a leaf at i ^ offset.
            var block = next;
            next += 256;
            units[at] = ((at ^ block) << 10) | (node.Value is null ? 0 : 1u << 8) | label;
            if (node.Value is { } value)
            {
                units[block] = 0x80000000 | (uint)value;
            }

            foreach (var (child, below) in node.Children)
            {
                Place(below, block ^ child, child);
            }
        }
    }

    private sealed record Known(string Text, int[] Ids);

    private sealed class Node
    {
        public Dictionary<byte, Node> Children { get; } = [];

        public int? Value { get; set; }
    }
}
