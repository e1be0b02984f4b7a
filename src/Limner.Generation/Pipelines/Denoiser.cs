using Limner.Generation.Folders;
using Limner.Generation.Tensors;
using Limner.Kernel.Errors;
using Limner.Models.Onnx;
using Limner.Native.Onnx;

namespace Limner.Generation.Pipelines;

/// <summary>The network of a run with all its tensors, made once: a call of it allocates nothing that grows with the picture.</summary>
internal sealed class Denoiser : IDisposable
{
    private const string Network = DiffusionFolder.UnetFile;

    private readonly ModelLease _lease;
    private readonly DiffusionFolder _folder;
    private readonly Dictionary<string, NumberTensor> _inputs = new(StringComparer.Ordinal);
    private readonly ModelTensor[] _ordered;
    private readonly ModelTensor[] _outputs;
    private readonly NumberTensor _output;

    /// <param name="lease">Of the network; stays the caller's.</param>
    /// <param name="rows">Rows of the batch: with guidance two for each picture.</param>
    /// <param name="context">The text of each row.</param>
    /// <param name="guidanceScale">For a network with guidance distilled into it.</param>
    /// <param name="width">Of the latents.</param>
    /// <param name="height">Of the latents.</param>
    public Denoiser(ModelLease lease, DiffusionFolder folder, IReadOnlyList<PromptEmbedding> context, double guidanceScale, int width, int height)
    {
        _lease = lease;
        _folder = folder;
        var rows = context.Count;
        try
        {
            var output = lease.Output(Network, "out_sample");
            if (lease.Outputs.Count != 1)
            {
                throw Signature.Refused($"{Network} gives more than out_sample");
            }

            foreach (var input in lease.Inputs)
            {
                _inputs.Add(input.Name, input.Name switch
                {
                    "sample" => Create(input, rows, folder.Unet.InChannels, height, width),
                    "timestep" when input.Shape.Count == 0 => Create(input),
                    "timestep" => Create(input, input.Shape[0] == 1 ? 1 : rows),
                    "encoder_hidden_states" => Create(input, rows, context[0].Tokens, context[0].Width),
                    "text_embeds" => Create(input, rows, context[0].Pooled.Length),
                    "time_ids" => Create(input, rows, 6),
                    "timestep_cond" => Create(input, rows, folder.Unet.TimeCondProjDim ?? throw Signature.Refused($"{Network} takes timestep_cond, but its config.json has no time_cond_proj_dim")),
                    _ => throw Signature.Refused($"{Network} takes an input {input.Name} that is not known here"),
                });
            }

            foreach (var name in Needed(folder).Where(name => !_inputs.ContainsKey(name)))
            {
                throw Signature.Refused($"{Network} has no input {name}");
            }

            _output = NumberTensor.Create(output.ElementType, rows, folder.Unet.OutChannels, height, width);
            _ordered = [.. lease.Inputs.Select(input => _inputs[input.Name].Tensor)];
            _outputs = [_output.Tensor];
            Bind(context, guidanceScale, width * folder.Vae.Factor, height * folder.Vae.Factor);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Runs the network.</summary>
    /// <param name="input">Rows x channels in x height x width.</param>
    /// <param name="output">Rows x channels out x height x width.</param>
    public void Run(ReadOnlySpan<float> input, double timestep, Span<float> output, CancellationToken cancellation)
    {
        _inputs["sample"].Write(input);
        _inputs["timestep"].Fill(timestep);
        _lease.Run(_ordered, _outputs, cancellation);
        _output.Read(output);
    }

    public void Dispose()
    {
        foreach (var tensor in _inputs.Values)
        {
            tensor.Dispose();
        }

        _output?.Dispose();
    }

    /// <exception cref="LimnerException"><c>model_load</c>: the network was exported for another rank or other sizes alone.</exception>
    private static NumberTensor Create(OrtTensorInfo input, params ReadOnlySpan<long> shape)
    {
        var fits = input.Shape.Count == shape.Length;
        for (var i = 0; fits && i < shape.Length; i++)
        {
            fits = input.Shape[i] == shape[i] || input.Shape[i] < 0;
        }

        return fits
            ? NumberTensor.Create(input.ElementType, shape)
            : throw Signature.Refused($"{Network} takes {input.Name} of the shape [{string.Join(',', input.Shape)}] alone, [{string.Join(',', shape.ToArray())}] is needed");
    }

    private static IEnumerable<string> Needed(DiffusionFolder folder)
    {
        string[] always = ["sample", "timestep", "encoder_hidden_states"];
        return folder.Kind == PipelineKind.StableDiffusionXL ? [.. always, "text_embeds", "time_ids"] : folder.Unet.TimeCondProjDim is null ? always : [.. always, "timestep_cond"];
    }

    private void Bind(IReadOnlyList<PromptEmbedding> context, double guidanceScale, int width, int height)
    {
        _inputs["encoder_hidden_states"].Write(context.SelectMany(text => text.States).ToArray());
        if (_inputs.TryGetValue("text_embeds", out var pooled))
        {
            pooled.Write(context.SelectMany(text => text.Pooled).ToArray());
        }

        if (_inputs.TryGetValue("time_ids", out var sizes))
        {
            // The size the picture is said to have had, where it was cut, and the size that is wanted.
            float[] ids = [height, width, 0, 0, height, width];
            sizes.Write(context.SelectMany(_ => ids).ToArray());
        }

        if (_inputs.TryGetValue("timestep_cond", out var condition))
        {
            var embedding = GuidanceEmbedding(guidanceScale, _folder.Unet.TimeCondProjDim!.Value);
            condition.Write(context.SelectMany(_ => embedding).ToArray());
        }
    }

    /// <summary>Sines and cosines of 1000 (guidance - 1), as diffusers' <c>get_guidance_scale_embedding</c>.</summary>
    private static float[] GuidanceEmbedding(double scale, int width)
    {
        var half = width / 2;
        var embedding = new float[width];
        for (var i = 0; i < half; i++)
        {
            var angle = (scale - 1) * 1000 * Math.Exp(-i * Math.Log(10000) / (half - 1));
            (embedding[i], embedding[half + i]) = ((float)Math.Sin(angle), (float)Math.Cos(angle));
        }

        return embedding;
    }
}
