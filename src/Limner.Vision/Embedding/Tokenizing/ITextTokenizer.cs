using Limner.Kernel.Errors;

namespace Limner.Vision.Embedding.Tokenizing;

/// <summary>Turns text into the numbers that a text encoder was trained on. Thread-safe.</summary>
public interface ITextTokenizer
{
    /// <summary>How many tokens there are: ids are below it.</summary>
    int VocabularySize { get; }

    /// <summary>The number of a token as the vocabulary spells it, special ones included; null for what is none.</summary>
    int? Find(string token);

    /// <summary>
    /// The ids of a text, with the special tokens the model expects around them. What is too long is cut at its end; the special tokens stay. A text that
    /// spells a special token out is text all the same: what people write is data.
    /// </summary>
    /// <param name="text">At most <see cref="TokenizerFile.MaxTextLength"/> characters count.</param>
    /// <param name="maxTokens">Of the result, special tokens included.</param>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.Inference"/>: a pattern of the tokenizer did not come to an end on this text.</exception>
    IReadOnlyList<int> Encode(string text, int maxTokens);
}
