using System.Buffers;
using Limner.Models.Onnx;

namespace Limner.Vision.Ocr;

/// <summary>A tensor for one run whose shape hangs on the picture: its memory comes from the pool and goes back there.</summary>
internal sealed class PooledTensor : IDisposable
{
    private readonly IMemoryOwner<float> _memory;

    public PooledTensor(params ReadOnlySpan<long> shape)
    {
        var count = 1L;
        foreach (var dimension in shape)
        {
            count = checked(count * dimension);
        }

        _memory = MemoryPool<float>.Shared.Rent(checked((int)count));
        Tensor = new ModelTensor<float>(_memory.Memory[..(int)count], shape);
    }

    public ModelTensor<float> Tensor { get; }

    public Span<float> Elements => Tensor.Elements;

    public void Dispose()
    {
        Tensor.Dispose();
        _memory.Dispose();
    }
}
