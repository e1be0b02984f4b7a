using System.Text.Json;
using Limner.Kernel.Errors;
using Limner.Vision.Embedding.Tokenizing;

namespace Limner.Vision.Embedding.ImageText;

/// <summary>From a text to the ids a text encoder takes, as the model's configuration says.</summary>
internal sealed class TextPreparation
{
    private const int LongestText = 8192;
    private const int MaxTokenizerBytes = 128 << 20;
    private const int SiglipLength = 64;
    private const int ClipLength = 77;

    private readonly ITextTokenizer _tokenizer;
    private readonly bool _lowers;

    private TextPreparation(ITextTokenizer tokenizer, bool lowers, int maxTokens, int? length, int pad)
        => (_tokenizer, _lowers, MaxTokens, Length, Pad) = (tokenizer, lowers, maxTokens, length, pad);

    /// <summary>At most so many ids, special tokens included.</summary>
    public int MaxTokens { get; }

    /// <summary>Exactly so many ids always; null: as many as the text has.</summary>
    public int? Length { get; }

    /// <summary>The id that fills up.</summary>
    public int Pad { get; }

    /// <exception cref="LimnerException"><c>model_not_found</c>; <see cref="ErrorCatalogue.ModelLoad"/>: the tokenizer is missing, not supported or does not fit the model.</exception>
    public static async Task<TextPreparation> ReadAsync(ModelFolder folder, JsonElement config, CancellationToken cancellation)
    {
        var tokenizer = await ReadTokenizerAsync(folder, cancellation);
        var settings = await folder.JsonAsync("tokenizer_config.json", cancellation);
        var text = config.Part("text_config") ?? config;
        var family = config.Text("model_type") ?? "";

        // Ids beyond the embedding table would read what is not there, or stop the model.
        if ((text.Integer("vocab_size") ?? (family == "clip" ? 49_408 : null)) is { } vocabulary && tokenizer.VocabularySize > vocabulary)
        {
            throw folder.Refused($"has a tokenizer of {tokenizer.VocabularySize} tokens for a text encoder of {vocabulary}: they do not belong together");
        }

        var isSiglip = family.StartsWith("siglip", StringComparison.Ordinal);
        var usual = isSiglip ? SiglipLength : family == "clip" ? ClipLength : (int?)null;

        // Where a tokenizer has no limit of its own, transformers writes 10^30.
        var stated = settings?.Number("model_max_length") is { } most and > 0 and <= LongestText ? (int)most : (int?)null;
        var maxTokens = new[] { text.Integer("max_position_embeddings") ?? usual, stated }.Min() ?? 512;
        if (maxTokens is < 3 or > LongestText)
        {
            throw folder.Refused($"has a text encoder of {maxTokens} tokens; 3 to {LongestText} are supported");
        }

        // SigLIP has seen nothing but lower case and texts filled up to their full length (transformers, SiglipProcessor and Siglip2Tokenizer).
        return new TextPreparation(tokenizer, isSiglip, maxTokens, isSiglip ? maxTokens : null, ReadPad(folder, tokenizer, settings, text));
    }

    public int VocabularySize => _tokenizer.VocabularySize;

    /// <summary>The same, always of this length: for encoders whose input has one.</summary>
    public TextPreparation OfLength(int length) => new(_tokenizer, _lowers, Math.Min(MaxTokens, length), length, Pad);

    /// <summary>The ids, and how many of them are the text's: the others fill up.</summary>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.Inference"/>.</exception>
    public (int[] Ids, int Count) Apply(string text)
    {
        var tokens = _tokenizer.Encode(_lowers ? text.ToLowerInvariant() : text, MaxTokens);
        var ids = new int[Math.Max(1, Length ?? tokens.Count)];
        Array.Fill(ids, Pad);
        for (var i = 0; i < tokens.Count; i++)
        {
            ids[i] = tokens[i];
        }

        return (ids, tokens.Count);
    }

    private static async Task<ITextTokenizer> ReadTokenizerAsync(ModelFolder folder, CancellationToken cancellation)
    {
        if (await folder.BytesAsync("tokenizer.json", MaxTokenizerBytes, cancellation) is { } file)
        {
            return TokenizerFile.Read(file);
        }

        return await folder.BytesAsync("vocab.json", MaxTokenizerBytes, cancellation) is { } vocabulary && await folder.BytesAsync("merges.txt", MaxTokenizerBytes, cancellation) is { } merges
            ? ClipTokenizerFiles.Read(vocabulary, merges)
            : throw folder.Refused("has neither tokenizer.json nor vocab.json with merges.txt");
    }

    private static int ReadPad(ModelFolder folder, ITextTokenizer tokenizer, JsonElement? settings, JsonElement text)
    {
        if (settings?.Part("pad_token") is { } named)
        {
            // A token is its text, or an object that has it.
            var token = named.ValueKind == JsonValueKind.String ? named.GetString()! : named.Text("content") ?? "";
            return tokenizer.Find(token) ?? throw folder.Refused($"fills texts up with {token}, which its tokenizer does not have");
        }

        return text.Integer("pad_token_id") is { } id && id >= 0 && id < tokenizer.VocabularySize ? id : 0;
    }
}
