using System.Buffers;
using Limner.Models.Onnx;

namespace Limner.Vision.Ocr;

/// <summary>A tensor for one run whose shape hangs on the picture: its memory comes from a pool and goes back there.</summary>
internal sealed class PooledTensor : IDisposable
{
    /// <summary>64 megabytes: what is larger is not kept.</summary>
    private const int LongestKept = 1 << 24;

    /// <summary>Arrays of a size that are kept.</summary>
    private const int Kept = 4;

    /// <summary>A pool of its own: the shared one keeps arrays with the thread that gives them back, and many of these threads live for one page.</summary>
    private static readonly ArrayPool<float> Pool = ArrayPool<float>.Create(LongestKept, Kept);

    private float[]? _memory;

    public PooledTensor(params ReadOnlySpan<long> shape)
    {
        var count = 1L;
        foreach (var dimension in shape)
        {
            count = checked(count * dimension);
        }

        _memory = Pool.Rent(checked((int)count));
        Tensor = new ModelTensor<float>(_memory.AsMemory(0, (int)count), shape);
    }

    public ModelTensor<float> Tensor { get; }

    public Span<float> Elements => Tensor.Elements;

    public void Dispose()
    {
        Tensor.Dispose();
        if (Interlocked.Exchange(ref _memory, null) is { } memory)
        {
            Pool.Return(memory);
        }
    }
}
