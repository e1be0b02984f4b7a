using Limner.Generation.Folders;
using Limner.Generation.Pipelines;
using Limner.Kernel.Errors;

namespace Limner.Generation.Presets;

/// <summary>What a prompt is for a model's tokenizer.</summary>
/// <param name="Tokens">Of its text; null of another server's model, whose tokenizer is not known here.</param>
/// <param name="PerChunk">That are taken in as one.</param>
/// <param name="Chunks">Parts it is taken in.</param>
internal sealed record PromptTokensView(string Model, int? Tokens, int? PerChunk, int? Chunks);

/// <summary>Counts tokens; nothing is loaded for it but the tokenizer.</summary>
internal sealed class PromptTokenCount(PaintingModels models, DiffusionFolders folders)
{
    private const int LongestPrompt = 20_000;

    /// <exception cref="LimnerException"><c>validation</c>: more than any model takes; <c>model_not_found</c>, <c>model_load</c>.</exception>
    public async Task<PromptTokensView> OfAsync(string model, string prompt, CancellationToken cancellation)
    {
        if (prompt.Length > LongestPrompt)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"It must have at most {LongestPrompt} characters.", "prompt"));
        }

        if (models.RemoteOf(model) is not null)
        {
            return new PromptTokensView(model, null, null, null);
        }

        var folder = await folders.ReadAsync(model, cancellation);
        var longest = TextEncoding.Cut(folder, prompt, "prompt").MaxBy(tokens => tokens.Used)!;
        return new PromptTokensView(model, longest.Used, longest.Length - 2, longest.Chunks);
    }
}
