using Limner.Kernel.Errors;
using Limner.Vision.Embedding.Tokenizing;

namespace Limner.Generation.Prompts;

/// <summary>A prompt as a text encoder takes it: chunks of fixed length, each between its own start and end token.</summary>
/// <param name="Ids">Chunk after chunk, <paramref name="Length"/> ids each.</param>
/// <param name="Weights">One for each id; 1 for start, end and padding.</param>
/// <param name="Used">Tokens of the text itself.</param>
internal sealed record PromptTokens(int[] Ids, double[] Weights, int Length, int Used)
{
    /// <summary>A prompt of so many chunks is refused: each is another pass and more for each step to look at.</summary>
    public const int MaximumChunks = 16;

    public int Chunks => Ids.Length / Length;

    /// <param name="length">Tokens in a chunk, with start and end: 77 for CLIP.</param>
    /// <param name="padding">The token after the end.</param>
    /// <exception cref="LimnerException"><c>validation</c> of the field: longer than <see cref="MaximumChunks"/> chunks.</exception>
    public static PromptTokens Of(IReadOnlyList<WeightedText> prompt, ITextTokenizer tokenizer, int length, int padding, string field)
    {
        var room = length - 2;
        var empty = tokenizer.Encode("", length);
        var chunks = new List<List<(int Id, double Weight)>> { new() };
        var used = 0;
        foreach (var part in prompt)
        {
            if (part.Breaks)
            {
                chunks.Add([]);
                continue;
            }

            // One token more than there is room for is enough to know that it is too long.
            var ids = tokenizer.Encode(part.Text, (room * MaximumChunks) + 3);
            for (var i = 1; i < ids.Count - 1; i++)
            {
                if (chunks[^1].Count == room)
                {
                    chunks.Add([]);
                }

                chunks[^1].Add((ids[i], part.Weight));
                used++;
            }
        }

        if (chunks.Count > MaximumChunks)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"It has more than {room * MaximumChunks} tokens, or more than {MaximumChunks} parts.", field));
        }

        var (all, weights) = (new int[chunks.Count * length], new double[chunks.Count * length]);
        Array.Fill(all, padding);
        Array.Fill(weights, 1);
        for (var c = 0; c < chunks.Count; c++)
        {
            var at = c * length;
            all[at] = empty[0];
            for (var i = 0; i < chunks[c].Count; i++)
            {
                (all[at + 1 + i], weights[at + 1 + i]) = chunks[c][i];
            }

            all[at + 1 + chunks[c].Count] = empty[^1];
        }

        return new PromptTokens(all, weights, length, used);
    }

    /// <summary>With chunks of nothing added, so that two prompts are of the same length.</summary>
    public PromptTokens PaddedTo(int chunks, PromptTokens empty)
        => chunks == Chunks
            ? this
            : this with
            {
                Ids = [.. Ids, .. Enumerable.Repeat(empty.Ids, chunks - Chunks).SelectMany(ids => ids)],
                Weights = [.. Weights, .. Enumerable.Repeat(1.0, (chunks - Chunks) * Length)],
            };
}
