using Limner.Generation.Folders;
using Limner.Generation.Pipelines;
using Limner.Generation.Prompts;
using Limner.Kernel.Errors;

namespace Limner.Generation.Presets;

/// <summary>What a prompt is for a model's tokenizer.</summary>
/// <param name="Tokens">Of its text; null of another server's model, whose tokenizer is not known here.</param>
/// <param name="PerChunk">That are taken in as one.</param>
/// <param name="Chunks">Parts it is taken in.</param>
/// <param name="Known">What a model that knows names alone draws of it, and what it passes over; null of any other.</param>
internal sealed record PromptTokensView(string Model, int? Tokens, int? PerChunk, int? Chunks, KnownOfPromptView? Known);

/// <param name="Name">What is drawn; null: nothing of it is known.</param>
/// <param name="Style">That is asked for.</param>
/// <param name="Colour">That it is drawn in.</param>
/// <param name="Ignored">Words that mean nothing to the model.</param>
internal sealed record KnownOfPromptView(string? Name, string? Style, string? Colour, IReadOnlyList<string> Ignored);

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
            return new PromptTokensView(model, null, null, null, null);
        }

        var folder = await folders.ReadAsync(model, cancellation);
        var longest = TextEncoding.Cut(folder, prompt, "prompt").MaxBy(tokens => tokens.Used)!;
        var known = folder.Names?.Understand(PromptSyntax.Plain(prompt));
        return new PromptTokensView(
            model, longest.Used, longest.Length - 2, longest.Chunks, known is null ? null : new KnownOfPromptView(known.Name?.Name, known.Style, known.Colour, known.Ignored));
    }
}
