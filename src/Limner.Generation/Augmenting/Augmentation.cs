using System.Text.Json;
using Limner.Generation.Requests;
using Limner.Search.Retrieval;

namespace Limner.Generation.Augmenting;

/// <summary>What was added to a prompt.</summary>
/// <param name="Kind"><c>tag</c>, or <c>caption</c> for words of captions.</param>
/// <param name="Count">How many of the sources have it.</param>
internal sealed record PromptAddition(string Text, string Kind, int Count);

/// <summary>A picture of the library that was gone by.</summary>
/// <param name="Score">0..1, as <c>GET /rag/search</c> gives it.</param>
/// <param name="UsedAs"><c>prompt</c>; <c>reference</c>: the painting begins with it.</param>
/// <param name="Rights">What is known of the rights in it.</param>
internal sealed record PaintingSource(string ImageId, string Name, double Score, string UsedAs, ExampleRights Rights);

/// <summary>What retrieval made of a prompt.</summary>
/// <param name="Prompt">As it was asked for.</param>
/// <param name="AugmentedPrompt">As it is painted.</param>
/// <param name="Tokens">Of that; null where the model's tokenizer is not known here.</param>
/// <param name="TokenBudget">Up to which something is added.</param>
/// <param name="State">Of the library, as <c>GET /rag/search</c> gives it.</param>
internal sealed record Augmentation(
    RagMode Mode, string Prompt, string AugmentedPrompt, IReadOnlyList<PromptAddition> Additions, IReadOnlyList<PaintingSource> Sources, int? Tokens, int? TokenBudget, string? State)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public string Write() => JsonSerializer.Serialize(this, Json);

    public static Augmentation? Read(string? text) => text is null ? null : JsonSerializer.Deserialize<Augmentation>(text, Json);
}
