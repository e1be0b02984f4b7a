using System.Text.Json.Serialization;
using Limner.Kernel.Json;

namespace Limner.Generation.Requests;

/// <summary>How much is made of the machine; what a request leaves open is taken from it.</summary>
[JsonConverter(typeof(ExactEnumConverter))]
internal enum PaintingPreset
{
    Low,
    Balanced,
    High,
}

/// <summary>What is to be painted.</summary>
/// <param name="Prompt">With <c>(word:1.2)</c>, <c>[word]</c> and <c>BREAK</c>.</param>
/// <param name="NumImages">Pictures; picture i has the seed + i.</param>
/// <param name="Width">In pixels, a multiple of 8; 512 where neither this nor a preset says otherwise.</param>
/// <param name="Height">As the width.</param>
/// <param name="Format"><c>png</c>, <c>jpeg</c> or <c>webp</c>.</param>
/// <param name="NegativePrompt">What the picture is to be led away from.</param>
/// <param name="Steps">The model's usual number where none is said: 20, of distilled models 4.</param>
/// <param name="GuidanceScale">0 to 30; the model's usual one where none is said.</param>
/// <param name="Scheduler">One of those <c>GET /generate/options</c> lists; the model's own where none is said.</param>
/// <param name="Seed">0 to 9007199254740991 less the number of pictures; by chance where none is said.</param>
/// <param name="Model">Id of an installed painting model or <c>openai:NAME</c>; without it the preset's, else the server's.</param>
/// <param name="InitImage">A picture to begin with: <c>img_…</c>, an image that you see; or a file in base 64, also as a data address.</param>
/// <param name="Mask">Of the size of that picture, a file in base 64: what is white is painted anew.</param>
/// <param name="Strength">Above 0 up to 1: how much of the picture is painted over; 0.8 where none is said.</param>
/// <param name="Preset">Fills in the model, steps and size that are not said.</param>
/// <param name="Priority">-10 to 10, among your own; the higher the sooner.</param>
internal sealed record GenerateBody(
    string Prompt,
    int NumImages = 1,
    int? Width = null,
    int? Height = null,
    string? Format = null,
    string? NegativePrompt = null,
    int? Steps = null,
    double? GuidanceScale = null,
    string? Scheduler = null,
    long? Seed = null,
    string? Model = null,
    string? InitImage = null,
    string? Mask = null,
    double? Strength = null,
    PaintingPreset? Preset = null,
    int Priority = 0);

/// <summary>How examples of the library are used.</summary>
[JsonConverter(typeof(ExactEnumConverter))]
internal enum RagMode
{
    /// <summary>What most of them have in common is added to the prompt.</summary>
    Prompt,

    /// <summary>That, and the best of them is what is begun with.</summary>
    Reference,
}

/// <summary>What is to be painted, going by pictures of the library that fit the prompt. As <see cref="GenerateBody"/>, with:</summary>
/// <param name="SimilarExamplesCount">How many pictures are looked for, 1 to 20.</param>
/// <param name="Mode">How they are used.</param>
/// <param name="Exclude">Additions that are not wanted, as an earlier answer named them.</param>
/// <param name="Query">What is looked for, in the language of the search box; the prompt's words where none is said.</param>
/// <param name="Preview">True: says what would be added and why; nothing is painted.</param>
internal sealed record RagGenerateBody(
    string Prompt,
    int SimilarExamplesCount = 5,
    RagMode Mode = RagMode.Prompt,
    IReadOnlyList<string>? Exclude = null,
    string? Query = null,
    bool Preview = false,
    int NumImages = 1,
    int? Width = null,
    int? Height = null,
    string? Format = null,
    string? NegativePrompt = null,
    int? Steps = null,
    double? GuidanceScale = null,
    string? Scheduler = null,
    long? Seed = null,
    string? Model = null,
    double? Strength = null,
    PaintingPreset? Preset = null,
    int Priority = 0)
{
    /// <summary>The same without what is looked for.</summary>
    public GenerateBody WithPrompt(string prompt, string? initImage)
        => new(prompt, NumImages, Width, Height, Format, NegativePrompt, Steps, GuidanceScale, Scheduler, Seed, Model, initImage, null, initImage is null ? null : Strength, Preset, Priority);
}
