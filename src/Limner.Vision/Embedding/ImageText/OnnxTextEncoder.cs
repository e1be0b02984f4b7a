using Limner.Kernel.Errors;
using Limner.Models.Onnx;
using Limner.Native.Onnx;

namespace Limner.Vision.Embedding.ImageText;

/// <summary>The text encoder of an installed model, whatever its inputs and outputs are called.</summary>
internal sealed class OnnxTextEncoder(InstalledImageTextModel model, ModelFolder folder, ModelSessions sessions) : ITextEncoder
{
    private const string Ids = "input_ids";
    private static readonly string[] Vectors = ["text_embeds", "text_features", "sentence_embedding", "pooler_output", "text_embeddings", "embeddings"];

    private readonly OpenedOnce<Opened> _opened = new();

    public async Task PrepareAsync(CancellationToken cancellation) => await _opened.GetAsync(OpenAsync, cancellation);

    public async Task<float[]> EncodeAsync(string text, CancellationToken cancellation)
    {
        var opened = await _opened.GetAsync(OpenAsync, cancellation);
        var (ids, count) = opened.Preparation.Apply(text);
        using var lease = await model.LeaseAsync(sessions, opened.File, cancellation);
        var vector = Run(lease, opened, ids, count, cancellation);
        model.Count("text", vector);
        return vector;
    }

    private async Task<Opened> OpenAsync(CancellationToken cancellation)
    {
        var config = await folder.RequiredJsonAsync("config.json", cancellation);
        var file = folder.TextEncoder();
        var preparation = await TextPreparation.ReadAsync(folder, config, cancellation);
        var pictures = file == folder.ImageEncoder() ? ImagePreparation.Read(folder, await folder.RequiredJsonAsync("preprocessor_config.json", cancellation)) : null;
        using var lease = await model.LeaseAsync(sessions, file, cancellation);
        List<IdleInput> idle = [];
        foreach (var input in lease.Inputs.Where(input => !IsKnown(input)))
        {
            idle.Add((pictures is null ? null : IdleInput.Pixels(input, (pictures.Width, pictures.Height)))
                ?? throw folder.Refused($"has a text encoder with the input {input.Name} [{string.Join(',', input.Shape)}] of {input.ElementType}, which is not supported"));
        }

        var length = (lease.Inputs.FirstOrDefault(input => input.Name == Ids) ?? throw folder.Refused($"has a text encoder without {Ids}")).Shape[1];
        if (length > 0)
        {
            preparation = length <= preparation.MaxTokens && (preparation.Length is null || preparation.Length == length)
                ? preparation.OfLength((int)length)
                : throw folder.Refused($"has a text encoder of {length} tokens and a configuration of {preparation.Length ?? preparation.MaxTokens}: they do not belong together");
        }

        var opened = new Opened(file, preparation, EncoderOutput.Choose(folder, lease.Outputs, Vectors), idle);
        Probe(lease, opened, cancellation);
        return opened;
    }

    /// <summary>The largest id there is must be in the table of the encoder: configurations do not always say how large that is.</summary>
    private void Probe(ModelLease lease, Opened opened, CancellationToken cancellation)
    {
        var (ids, count) = opened.Preparation.Apply("");
        ids[0] = opened.Preparation.VocabularySize - 1;
        try
        {
            Run(lease, opened, ids, Math.Max(1, count), cancellation);
        }
        catch (LimnerException failure) when (failure.Failure.Error == ErrorCatalogue.Inference)
        {
            throw folder.Refused($"has a tokenizer of {opened.Preparation.VocabularySize} tokens that does not fit its text encoder: {failure.Failure.Detail}", failure);
        }
    }

    private static float[] Run(ModelLease lease, Opened opened, int[] ids, int count, CancellationToken cancellation)
    {
        var inputs = new Dictionary<string, ModelTensor>(StringComparer.Ordinal);
        try
        {
            foreach (var idle in opened.Idle)
            {
                inputs.Add(idle.Name, idle.Make());
            }

            foreach (var input in lease.Inputs.Where(input => !inputs.ContainsKey(input.Name)))
            {
                var values = input.Name switch
                {
                    Ids => ids,
                    "attention_mask" => [.. Enumerable.Range(0, ids.Length).Select(place => place < count ? 1 : 0)],
                    "position_ids" => [.. Enumerable.Range(0, ids.Length)],
                    _ => new int[ids.Length],
                };
                inputs.Add(input.Name, input.ElementType == OrtElementType.Int32
                    ? new ModelTensor<int>(values, 1, ids.Length)
                    : new ModelTensor<long>(Array.ConvertAll(values, value => (long)value), 1, ids.Length));
            }

            using var outputs = lease.Run(inputs, [opened.Output], cancellation);
            return EncoderOutput.ReadUnit(outputs[0]);
        }
        finally
        {
            foreach (var tensor in inputs.Values)
            {
                tensor.Dispose();
            }
        }
    }

    /// <summary>Whether an input is one that tokens give.</summary>
    public static bool IsKnown(OrtTensorInfo input)
        => input is { Name: Ids or "attention_mask" or "token_type_ids" or "position_ids", ElementType: OrtElementType.Int32 or OrtElementType.Int64, Shape: [-1 or 1, _] };

    private sealed record Opened(string File, TextPreparation Preparation, string Output, IReadOnlyList<IdleInput> Idle);
}
