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
}
