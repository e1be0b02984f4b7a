using Limner.Generation.Folders;
using Limner.Generation.Tensors;
using Limner.Kernel.Errors;
using Limner.Models.Onnx;
using Limner.Native.Onnx;

namespace Limner.Generation.Pipelines;

/// <summary>The network of a run with all its tensors, made once: a call of it allocates nothing that grows with the picture. Rows whose maps are large are run one after the other.</summary>
internal sealed class Denoiser : IDisposable
{
    private const string Network = DiffusionFolder.UnetFile;

    private readonly ModelLease _lease;
    private readonly DiffusionFolder _folder;
    private readonly Dictionary<string, NumberTensor> _inputs = new(StringComparer.Ordinal);
    private readonly ModelTensor[] _ordered;
    private readonly ModelTensor[] _outputs;
    private readonly NumberTensor _output;
    private readonly IReadOnlyList<PromptEmbedding> _context;
    private readonly double _guidanceScale;
    private readonly int _atOnce;

    /// <param name="lease">Of the network; stays the caller's.</param>
    /// <param name="context">The text of each row.</param>
    /// <param name="guidanceScale">For a network with guidance distilled into it.</param>
    /// <param name="width">Of the latents.</param>
    /// <param name="height">Of the latents.</param>
    public Denoiser(ModelLease lease, DiffusionFolder folder, IReadOnlyList<PromptEmbedding> context, double guidanceScale, int width, int height)
    {
        _lease = lease;
        _folder = folder;
        (_context, _guidanceScale) = (context, guidanceScale);
        // A network that was exported for so many rows is run with them.
        var isFixed = lease.Inputs.Any(input => input.Name == "sample" && input.Shape.Count > 0 && input.Shape[0] == context.Count);
        _atOnce = isFixed ? context.Count : MemoryEstimate.RowsAtOnce(folder, width, height, context.Count);
        var rows = _atOnce;
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
            BindSizes(width * folder.Vae.Factor, height * folder.Vae.Factor);
            BindTexts(0);
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
        _inputs["timestep"].Fill(timestep);
        var (taken, given) = (input.Length / _context.Count, output.Length / _context.Count);
        for (var row = 0; row < _context.Count; row += _atOnce)
        {
            if (_atOnce < _context.Count)
            {
                BindTexts(row);
            }

            _inputs["sample"].Write(input.Slice(row * taken, _atOnce * taken));
            _lease.Run(_ordered, _outputs, cancellation);
            _output.Read(output.Slice(row * given, _atOnce * given));
        }
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

    /// <summary>The texts of the rows that are run together, from this one on.</summary>
    private void BindTexts(int row)
    {
        var context = _context.Skip(row).Take(_atOnce).ToList();
        _inputs["encoder_hidden_states"].Write(context.SelectMany(text => text.States).ToArray());
        if (_inputs.TryGetValue("text_embeds", out var pooled))
        {
            pooled.Write(context.SelectMany(text => text.Pooled).ToArray());
        }
    }

    /// <summary>What is the same of every row.</summary>
    private void BindSizes(int width, int height)
    {
        var rows = Enumerable.Range(0, _atOnce);
        if (_inputs.TryGetValue("time_ids", out var sizes))
        {
            // The size the picture is said to have had, where it was cut, and the size that is wanted.
            float[] ids = [height, width, 0, 0, height, width];
            sizes.Write(rows.SelectMany(_ => ids).ToArray());
        }

        if (_inputs.TryGetValue("timestep_cond", out var condition))
        {
            var embedding = GuidanceEmbedding(_guidanceScale, _folder.Unet.TimeCondProjDim!.Value);
            condition.Write(rows.SelectMany(_ => embedding).ToArray());
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
