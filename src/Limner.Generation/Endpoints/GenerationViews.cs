using System.Text.Json;
using Limner.Generation.Augmenting;
using Limner.Generation.Output;
using Limner.Generation.Queue;
using Limner.Jobs;

namespace Limner.Generation.Endpoints;

/// <summary>A generation, as its maker alone sees it.</summary>
/// <param name="Id"><c>gen_…</c></param>
/// <param name="Prompt">As it is painted: with what retrieval added.</param>
/// <param name="Width">Of the pictures, in pixels.</param>
/// <param name="Height">Of the pictures, in pixels.</param>
/// <param name="DrawnWidth">What the model draws at; where that is less, pictures are enlarged.</param>
/// <param name="DrawnHeight">As the width.</param>
/// <param name="Scheduler">Null of another server's model, which takes none.</param>
/// <param name="Seed">Of the first picture.</param>
/// <param name="Strength">Exactly when it begins with a picture.</param>
/// <param name="InitImageId">The image of the library that it begins with; it may be gone.</param>
/// <param name="Position">Of one that waits, its place in the queue, from 1.</param>
/// <param name="SecondsLeft">Until it is done, where that can be said: the model was painted with before.</param>
/// <param name="Attempts">How often it was begun.</param>
/// <param name="Progress">Exactly while it is painted.</param>
/// <param name="Error">Why it failed, or was cancelled by another than its maker.</param>
/// <param name="Images">Once it is done.</param>
/// <param name="Seconds">What each stage took, once it is done.</param>
/// <param name="Rag">What retrieval added, and from where.</param>
internal sealed record GenerationView(
    string Id,
    GenerationState State,
    string Prompt,
    string? NegativePrompt,
    string Model,
    int NumImages,
    int Width,
    int Height,
    int? DrawnWidth,
    int? DrawnHeight,
    string Format,
    int Steps,
    double GuidanceScale,
    string? Scheduler,
    long Seed,
    double? Strength,
    string? InitImageId,
    bool HasMask,
    int Priority,
    int Attempts,
    int? Position,
    double? SecondsLeft,
    GenerationProgressView? Progress,
    JobError? Error,
    IReadOnlyList<GenerationImageView> Images,
    GenerationSecondsView? Seconds,
    int? PromptTokens,
    RagView? Rag,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt);

/// <summary>How far it is.</summary>
/// <param name="Picture">The one being painted, from 0.</param>
/// <param name="Step">Of that picture, done.</param>
/// <param name="Steps">Of that picture, in all.</param>
/// <param name="Preview">Number of the newest preview, which <c>/preview</c> shows; null while there is none.</param>
internal sealed record GenerationProgressView(int Picture, int Step, int Steps, int? Preview);

/// <summary>A painted picture; its file is at <c>/images/{number}</c>.</summary>
/// <param name="Number">From 0.</param>
/// <param name="Seed">Makes it again.</param>
/// <param name="Kept">Whether it was taken into the library, and is still there.</param>
/// <param name="ImageId">The image it became there; null until that has been read.</param>
/// <param name="Nearest">The picture its model learned from that is nearest; null where the model does not bring what it learned from.</param>
internal sealed record GenerationImageView(int Number, long Seed, string MediaType, long Bytes, bool Kept, string? ImageId, NearestPicture? Nearest);

/// <summary>What each stage took, in seconds.</summary>
internal sealed record GenerationSecondsView(double Loading, double Encoding, double Sampling, double Decoding, double Saving);

/// <summary>What retrieval made of a prompt.</summary>
/// <param name="Prompt">As it was asked for.</param>
/// <param name="AugmentedPrompt">As it is painted.</param>
/// <param name="Tokens">Of that; null of another server's model, whose tokenizer is not known here.</param>
/// <param name="TokenBudget">Up to which something was added.</param>
/// <param name="State">Of the library when it was asked: with the same state the same question has the same answer.</param>
internal sealed record RagView(
    string Mode, string Prompt, string AugmentedPrompt, IReadOnlyList<PromptAddition> Additions, IReadOnlyList<RagSourceView> Sources, int? Tokens, int? TokenBudget, string? State)
{
    public static RagView Of(Augmentation made)
        => new(
            JsonNamingPolicy.SnakeCaseLower.ConvertName(made.Mode.ToString()), made.Prompt, made.AugmentedPrompt, made.Additions,
            [.. made.Sources.Select(source => new RagSourceView(
                source.ImageId, source.Name, source.Score, source.UsedAs, source.Rights.Statement, source.Rights.Creator, source.Rights.IsOwn, source.Rights.Owner.UserName))],
            made.Tokens, made.TokenBudget, made.State);
}

/// <summary>A picture that was gone by.</summary>
/// <param name="Score">0..1, as <c>GET /rag/search</c> gives it.</param>
/// <param name="UsedAs"><c>prompt</c>; <c>reference</c>: the painting begins with it.</param>
/// <param name="Rights">What is stated of the rights in it; nothing said is no permission.</param>
/// <param name="Owner">Whose library it is in.</param>
internal sealed record RagSourceView(string ImageId, string Name, double Score, string UsedAs, string? Rights, string? Creator, bool IsOwn, string Owner);
