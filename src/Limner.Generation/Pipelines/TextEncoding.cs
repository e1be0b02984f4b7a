using System.Globalization;
using Limner.Generation.Folders;
using Limner.Generation.Prompts;
using Limner.Generation.Tensors;
using Limner.Kernel.Errors;
using Limner.Models.Onnx;

namespace Limner.Generation.Pipelines;

/// <summary>Prompts become vectors. Every chunk of 77 tokens is a row of one batch of the encoder's.</summary>
internal static class TextEncoding
{
    private const string HiddenStates = "hidden_states.";
    private const double LeastMean = 1e-3;

    /// <summary>Cuts a prompt for each encoder of the folder.</summary>
    /// <exception cref="LimnerException"><c>validation</c> of the field: too long.</exception>
    public static PromptTokens[] Cut(DiffusionFolder folder, string prompt, string field)
    {
        var parts = PromptSyntax.Parse(prompt);
        if (folder.Names is not null)
        {
            // Names are found over the whole of it, and one weight is as good as another.
            parts = [new WeightedText(PromptSyntax.Plain(prompt), 1)];
        }

        return [.. folder.TextEncoders.Select(encoder => PromptTokens.Of(parts, encoder.Tokenizer, encoder.Config.MaxPositionEmbeddings, encoder.Padding, field))];
    }

    /// <summary>Encodes texts to the same number of chunks each.</summary>
    /// <param name="texts">Each cut for each encoder of the folder.</param>
    public static async Task<PromptEmbedding[]> EncodeAsync(ModelSessions sessions, DiffusionFolder folder, IReadOnlyList<PromptTokens[]> texts, CancellationToken cancellation)
    {
        var chunks = texts.SelectMany(text => text).Max(tokens => tokens.Chunks);
        var empty = Cut(folder, "", "prompt");
        var states = new List<float[][]>();
        float[][] pooled = [.. texts.Select(_ => Array.Empty<float>())];
        for (var e = 0; e < folder.TextEncoders.Count; e++)
        {
            var rows = texts.Select(text => text[e].PaddedTo(chunks, empty[e])).ToList();
            using var lease = await sessions.LeaseAsync(folder.Id, folder.TextEncoders[e].File, cancellation);
            var (hidden, projected) = Run(lease, folder, e, rows, cancellation);
            states.Add(hidden);
            pooled = projected ?? pooled;
        }

        return [.. texts.Select((_, i) => new PromptEmbedding(SideBySide([.. states.Select(encoder => encoder[i])], folder), folder.Unet.CrossAttentionDim, pooled[i]))];
    }

    private static (float[][] States, float[][]? Pooled) Run(ModelLease lease, DiffusionFolder folder, int encoder, List<PromptTokens> rows, CancellationToken cancellation)
    {
        var part = folder.TextEncoders[encoder];
        var (length, width, chunks) = (rows[0].Length, part.Config.HiddenSize, rows[0].Chunks);
        var input = lease.Input(part.File, "input_ids", 2);
        if (lease.Inputs.Count != 1)
        {
            throw Signature.Refused($"{part.File} takes more than input_ids");
        }

        var isLarge = folder.Kind == PipelineKind.StableDiffusionXL;
        var projects = isLarge && encoder == folder.TextEncoders.Count - 1;
        var states = isLarge ? Penultimate(lease, part.File) : lease.Output(part.File, "last_hidden_state").Name;
        using var ids = NumberTensor.Create(input.ElementType, rows.Count * chunks, length);
        ids.Write(rows.SelectMany(row => row.Ids).ToArray());
        using var outputs = lease.Run(
            new Dictionary<string, ModelTensor>(StringComparer.Ordinal) { ["input_ids"] = ids.Tensor },
            projects ? [states, lease.Output(part.File, "text_embeds", "pooler_output").Name] : [states],
            cancellation);
        if (outputs[0].Shape is not [var batch, var tokens, var dimensions] || (batch, tokens, dimensions) != (rows.Count * chunks, length, width))
        {
            throw Signature.Refused($"{part.File} gives states of another shape than its config.json says");
        }

        var all = NumberTensor.Read(outputs[0]);
        var perText = chunks * length * width;
        float[][] result = [.. rows.Select((row, i) => Weighed(all.AsSpan(i * perText, perText), row, width))];
        if (!projects)
        {
            return (result, null);
        }

        // Of the first chunk, which says most.
        var vectors = NumberTensor.Read(outputs[1]);
        var size = vectors.Length / (rows.Count * chunks);
        return (result, [.. rows.Select((_, i) => vectors.AsSpan(i * chunks * size, size).ToArray())]);
    }

    /// <summary>The states before the last layer: the output with the second largest number.</summary>
    private static string Penultimate(ModelLease lease, string file)
    {
        var last = lease.Outputs.Where(output => output.Name.StartsWith(HiddenStates, StringComparison.Ordinal))
            .Select(output => int.TryParse(output.Name.AsSpan(HiddenStates.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1)
            .DefaultIfEmpty(0)
            .Max();
        return lease.Output(file, string.Create(CultureInfo.InvariantCulture, $"{HiddenStates}{last - 1}")).Name;
    }

    /// <summary>Each token's vector times its weight; then the mean of the chunk is made what it was, so that emphasis changes the proportions and not the whole. States
    /// whose mean is next to nothing have none to keep.</summary>
    private static float[] Weighed(ReadOnlySpan<float> states, PromptTokens tokens, int width)
    {
        var result = states.ToArray();
        for (var chunk = 0; chunk < tokens.Chunks; chunk++)
        {
            var weights = tokens.Weights.AsSpan(chunk * tokens.Length, tokens.Length);
            if (!weights.ContainsAnyExcept(1.0))
            {
                continue;
            }

            var part = result.AsSpan(chunk * tokens.Length * width, tokens.Length * width);
            var (before, size) = Sums(part);
            for (var i = 0; i < part.Length; i++)
            {
                part[i] = (float)(part[i] * weights[i / width]);
            }

            var (after, _) = Sums(part);
            if (Math.Min(Math.Abs(before), Math.Abs(after)) > LeastMean * size)
            {
                var factor = before / after;
                for (var i = 0; i < part.Length; i++)
                {
                    part[i] = (float)(part[i] * factor);
                }
            }
        }

        return result;

        static (double Sum, double Size) Sums(ReadOnlySpan<float> values)
        {
            var (sum, size) = (0.0, 0.0);
            foreach (var value in values)
            {
                sum += value;
                size += Math.Abs(value);
            }

            return (sum, size);
        }
    }

    private static float[] SideBySide(float[][] encoders, DiffusionFolder folder)
    {
        if (encoders.Length == 1)
        {
            return encoders[0];
        }

        var width = folder.Unet.CrossAttentionDim;
        var tokens = encoders[0].Length / folder.TextEncoders[0].Config.HiddenSize;
        var result = new float[tokens * width];
        var at = 0;
        for (var e = 0; e < encoders.Length; e++)
        {
            var part = folder.TextEncoders[e].Config.HiddenSize;
            for (var token = 0; token < tokens; token++)
            {
                encoders[e].AsSpan(token * part, part).CopyTo(result.AsSpan((token * width) + at));
            }

            at += part;
        }

        return result;
    }
}
