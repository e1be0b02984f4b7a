using System.Buffers;
using Limner.Kernel.Errors;
using Limner.Native.Onnx;

namespace Limner.Models.Onnx;

/// <summary>
/// The right to run a loaded model: until it is disposed the model stays in memory. Hold it for one run or one batch, and never wait
/// for another model's lease while holding one: the other may be waiting for the memory of this.
/// </summary>
public sealed class ModelLease : IDisposable
{
    private readonly OrtSession _session;
    private Action? _release;

    internal ModelLease(OrtSession session, Action release)
    {
        _session = session;
        _release = release;
    }

    /// <summary>The model's inputs in its own order: names, element types, shapes (-1 where a dimension is open).</summary>
    public IReadOnlyList<OrtTensorInfo> Inputs => _session.Inputs;

    /// <summary>The model's outputs in its own order.</summary>
    public IReadOnlyList<OrtTensorInfo> Outputs => _session.Outputs;

    /// <summary>
    /// Runs the model with inputs that are bound by name, and yields the outputs that are named, of whatever shape they turn out to have. What the named outputs
    /// do not depend on is not computed. Otherwise as the other <see cref="Run(ReadOnlySpan{ModelTensor}, ReadOnlySpan{ModelTensor}, CancellationToken)"/>.
    /// </summary>
    /// <param name="inputs">Exactly the model's inputs.</param>
    /// <param name="outputs">Some of the model's outputs, at least one.</param>
    /// <param name="cancellation">Stops the run before its next node.</param>
    /// <exception cref="LimnerException"><c>inference</c>: an input is missing or unknown, an output is unknown, or the runtime's own message.</exception>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public ModelOutputs Run(IReadOnlyDictionary<string, ModelTensor> inputs, IReadOnlyList<string> outputs, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_release is null, this);
        ArgumentOutOfRangeException.ThrowIfZero(outputs.Count, nameof(outputs));
        if (inputs.Keys.FirstOrDefault(name => Inputs.All(input => input.Name != name)) is { } unknown)
        {
            throw new LimnerException(ErrorCatalogue.Inference, $"the model has no input {unknown}; it has {Names(Inputs)}");
        }

        if (outputs.FirstOrDefault(name => Outputs.All(output => output.Name != name)) is { } absent)
        {
            throw new LimnerException(ErrorCatalogue.Inference, $"the model has no output {absent}; it has {Names(Outputs)}");
        }

        var values = new OrtValue[Inputs.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = inputs.TryGetValue(Inputs[i].Name, out var tensor)
                ? tensor.Value
                : throw new LimnerException(ErrorCatalogue.Inference, $"the model's input {Inputs[i].Name} is missing");
        }

        try
        {
            var results = _session.Run(values, outputs, options: null, cancellation);
            return new ModelOutputs([.. results.Select((value, i) => new ModelOutput(outputs[i], value))]);
        }
        catch (OrtException failure)
        {
            throw new LimnerException(ErrorCatalogue.Inference, failure.Message, failure);
        }
    }

    /// <summary>
    /// Runs the model on the calling thread (and, with more than one thread a run, the model's own). Nothing of the size of a tensor is
    /// allocated. Several threads may run one model at once, each with tensors of its own.
    /// </summary>
    /// <param name="inputs">All inputs in the model's order.</param>
    /// <param name="outputs">All outputs in the model's order, of exactly the shapes the model yields.</param>
    /// <param name="cancellation">Stops the run before its next node; the outputs' content is then undefined.</param>
    /// <exception cref="LimnerException"><c>inference</c>, with the runtime's own message.</exception>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public void Run(ReadOnlySpan<ModelTensor> inputs, ReadOnlySpan<ModelTensor> outputs, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_release is null, this);
        var values = ArrayPool<OrtValue>.Shared.Rent(inputs.Length + outputs.Length);
        try
        {
            for (var i = 0; i < inputs.Length; i++)
            {
                values[i] = inputs[i].Value;
            }

            for (var i = 0; i < outputs.Length; i++)
            {
                values[inputs.Length + i] = outputs[i].Value;
            }

            _session.RunInto(values.AsSpan(0, inputs.Length), values.AsSpan(inputs.Length, outputs.Length), cancellation);
        }
        catch (OrtException failure)
        {
            throw new LimnerException(ErrorCatalogue.Inference, failure.Message, failure);
        }
        finally
        {
            ArrayPool<OrtValue>.Shared.Return(values, clearArray: true);
        }
    }

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();

    private static string Names(IEnumerable<OrtTensorInfo> tensors) => string.Join(", ", tensors.Select(tensor => tensor.Name));
}
