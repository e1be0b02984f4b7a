using Limner.Native.Onnx;

namespace Limner.Models.Onnx;

/// <summary>One output of a run whose shape was known only then, in memory of the runtime. Dispose it soon.</summary>
public sealed class ModelOutput : IDisposable
{
    private readonly OrtValue _value;

    internal ModelOutput(string name, OrtValue value)
    {
        Name = name;
        _value = value;
    }

    /// <summary>As in the model.</summary>
    public string Name { get; }

    /// <summary>The dimensions, outermost first; empty for a scalar.</summary>
    public ReadOnlySpan<long> Shape => _value.Shape;

    public OrtElementType ElementType => _value.ElementType;

    /// <summary>The elements in place, row-major; valid until this is disposed.</summary>
    /// <exception cref="InvalidOperationException">They are of another type.</exception>
    public Span<T> Elements<T>()
        where T : unmanaged
        => _value.Data<T>();

    public void Dispose() => _value.Dispose();
}

/// <summary>What a run yielded, in the order it was asked for. Dispose it, and all outputs with it.</summary>
public sealed class ModelOutputs : IDisposable
{
    private readonly ModelOutput[] _outputs;

    internal ModelOutputs(ModelOutput[] outputs) => _outputs = outputs;

    public int Count => _outputs.Length;

    public ModelOutput this[int index] => _outputs[index];

    public void Dispose() => Array.ForEach(_outputs, output => output.Dispose());
}
