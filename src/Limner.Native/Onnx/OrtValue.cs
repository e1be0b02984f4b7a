using System.Buffers;

namespace Limner.Native.Onnx;

/// <summary>
/// A tensor: either over the caller's own memory, pinned and never copied, or over memory of the runtime. Row-major, no padding.
/// Dispose it; spans taken from it are valid until then.
/// </summary>
public sealed unsafe class OrtValue : IDisposable
{
    private readonly OrtValueHandle handle;
    private MemoryHandle memory;
    private long[]? shape;
    private OrtElementType? elementType;

    internal OrtValue(OrtValueHandle handle) => this.handle = handle;

    private OrtValue(OrtValueHandle handle, MemoryHandle memory, long[] shape, OrtElementType elementType)
    {
        this.handle = handle;
        this.memory = memory;
        this.shape = shape;
        this.elementType = elementType;
    }

    /// <summary>Lays a tensor over memory of the caller: reading and writing it is reading and writing that memory.</summary>
    /// <param name="memory">Pinned until the value is disposed; exactly as many elements as the shape has.</param>
    /// <param name="shape">All dimensions known.</param>
    /// <exception cref="ArgumentException">The memory's length is not the shape's.</exception>
    public static OrtValue FromMemory<T>(Memory<T> memory, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        var type = OrtElementTypes.Of<T>();
        if (ElementCount(shape) != memory.Length)
        {
            throw new ArgumentException($"The shape [{string.Join(',', shape.ToArray())}] does not have {memory.Length} elements.", nameof(shape));
        }

        var pinned = memory.Pin();
        try
        {
            var api = OrtApi.Instance;
            nint pointer;
            fixed (long* dimensions = shape)
            {
                api.Check(api.CreateTensorWithDataAsOrtValue(
                    api.CpuMemory, pinned.Pointer, (nuint)memory.Length * (nuint)sizeof(T), dimensions, (nuint)shape.Length, (int)type, &pointer));
            }

            var owner = new OrtValueHandle(session: null);
            owner.Set(pointer);
            return new OrtValue(owner, pinned, shape.ToArray(), type);
        }
        catch
        {
            pinned.Dispose();
            throw;
        }
    }

    /// <summary>A tensor in memory of the runtime, its content undefined.</summary>
    public static OrtValue Allocate<T>(params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        var api = OrtApi.Instance;
        var type = OrtElementTypes.Of<T>();
        nint pointer;
        fixed (long* dimensions = shape)
        {
            api.Check(api.CreateTensorAsOrtValue(api.Allocator, dimensions, (nuint)shape.Length, (int)type, &pointer));
        }

        var owner = new OrtValueHandle(session: null);
        owner.Set(pointer);
        return new OrtValue(owner, default, shape.ToArray(), type);
    }

    /// <summary>The dimensions, outermost first; empty for a scalar.</summary>
    public ReadOnlySpan<long> Shape
    {
        get
        {
            Describe();
            return shape;
        }
    }

    public OrtElementType ElementType
    {
        get
        {
            Describe();
            return elementType!.Value;
        }
    }

    /// <summary>The tensor's elements in place. Valid until the value is disposed.</summary>
    /// <exception cref="InvalidOperationException">The elements are of another type.</exception>
    public Span<T> Data<T>()
        where T : unmanaged
    {
        Describe();
        if (OrtElementTypes.Of<T>() != elementType)
        {
            throw new InvalidOperationException($"The tensor holds {elementType}, not {OrtElementTypes.Of<T>()}.");
        }

        using var pinned = new HandleReference(handle);
        void* data;
        OrtApi.Instance.Check(OrtApi.Instance.GetTensorMutableData(pinned.Pointer, &data));
        return new Span<T>(data, checked((int)ElementCount(shape)));
    }

    public void Dispose()
    {
        handle.Dispose();
        memory.Dispose();
        memory = default;
    }

    internal OrtValueHandle Handle => handle;

    private static long ElementCount(ReadOnlySpan<long> shape)
    {
        var count = 1L;
        foreach (var dimension in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(dimension, nameof(shape));
            count = checked(count * dimension);
        }

        return count;
    }

    private void Describe()
    {
        if (shape is not null && elementType is not null)
        {
            return;
        }

        var api = OrtApi.Instance;
        using var pinned = new HandleReference(handle);
        int isTensor;
        api.Check(api.IsTensor(pinned.Pointer, &isTensor));
        if (isTensor == 0)
        {
            throw new InvalidOperationException("The value is a sequence or a map, not a tensor.");
        }

        nint info;
        api.Check(api.GetTensorTypeAndShape(pinned.Pointer, &info));
        try
        {
            (elementType, shape, _) = OrtTensorInfo.Describe(api, info);
        }
        finally
        {
            api.ReleaseTensorTypeAndShapeInfo(info);
        }
    }
}
