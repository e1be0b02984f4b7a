using Limner.Native.Onnx;

namespace Limner.Models.Onnx;

/// <summary>
/// A tensor in memory of its owner, to be used for as many runs as the owner likes, one at a time. Row-major, pinned until disposed; it
/// belongs to no session, so it outlives the loading and unloading of models.
/// </summary>
public abstract class ModelTensor : IDisposable
{
    private protected ModelTensor(OrtValue value) => Value = value;

    internal OrtValue Value { get; }

    /// <summary>The dimensions, outermost first.</summary>
    public ReadOnlySpan<long> Shape => Value.Shape;

    public void Dispose()
    {
        Value.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>A tensor of one element type.</summary>
public sealed class ModelTensor<T> : ModelTensor
    where T : unmanaged
{
    private readonly Memory<T> _memory;

    /// <summary>A tensor over memory the caller already has; it must have as many elements as the shape.</summary>
    public ModelTensor(Memory<T> memory, params ReadOnlySpan<long> shape)
        : base(OrtValue.FromMemory(memory, shape)) => _memory = memory;

    /// <summary>A tensor with memory of its own, zeroed.</summary>
    public ModelTensor(params ReadOnlySpan<long> shape)
        : this(new T[ElementCount(shape)], shape)
    {
    }

    /// <summary>The elements.</summary>
    public Span<T> Elements => _memory.Span;

    private static int ElementCount(ReadOnlySpan<long> shape)
    {
        var count = 1L;
        foreach (var dimension in shape)
        {
            count = checked(count * dimension);
        }

        return checked((int)count);
    }
}
