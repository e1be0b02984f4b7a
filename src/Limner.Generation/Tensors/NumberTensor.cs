using System.Numerics.Tensors;
using Limner.Kernel.Errors;
using Limner.Models.Onnx;
using Limner.Native.Onnx;

namespace Limner.Generation.Tensors;

/// <summary>A tensor of the element type a network wants, written and read as float or whole numbers. Writing and reading allocate nothing.</summary>
internal abstract class NumberTensor : IDisposable
{
    public abstract ModelTensor Tensor { get; }

    /// <exception cref="LimnerException"><c>model_load</c>: of a type that no published network has there.</exception>
    public static NumberTensor Create(OrtElementType type, params ReadOnlySpan<long> shape) => type switch
    {
        OrtElementType.Float => new Single(shape),
        OrtElementType.Float16 => new Halves(shape),
        OrtElementType.Double => new Doubles(shape),
        OrtElementType.Int64 => new Longs(shape),
        OrtElementType.Int32 => new Integers(shape),
        _ => throw new LimnerException(ErrorCatalogue.ModelLoad, $"A network takes or gives {type}, which is not known here."),
    };

    /// <summary>Whole numbers are cut off, as diffusers casts fractional timesteps.</summary>
    public abstract void Write(ReadOnlySpan<float> values);

    public abstract void Write(ReadOnlySpan<int> values);

    /// <summary>One number everywhere.</summary>
    public abstract void Fill(double value);

    public abstract void Read(Span<float> values);

    /// <summary>The elements of an output as float.</summary>
    public static float[] Read(ModelOutput output)
    {
        switch (output.ElementType)
        {
            case OrtElementType.Float:
                return output.Elements<float>().ToArray();
            case OrtElementType.Float16:
                var halves = output.Elements<Half>();
                var values = new float[halves.Length];
                TensorPrimitives.ConvertToSingle(halves, values);
                return values;
            default:
                throw new LimnerException(ErrorCatalogue.ModelLoad, $"The output {output.Name} is {output.ElementType}, not float.");
        }
    }

    public void Dispose() => Tensor.Dispose();

    private sealed class Single(ReadOnlySpan<long> shape) : NumberTensor
    {
        private readonly ModelTensor<float> _tensor = new(shape);

        public override ModelTensor Tensor => _tensor;

        public override void Write(ReadOnlySpan<float> values) => values.CopyTo(_tensor.Elements);

        public override void Write(ReadOnlySpan<int> values) => TensorPrimitives.ConvertTruncating(values, _tensor.Elements);

        public override void Fill(double value) => _tensor.Elements.Fill((float)value);

        public override void Read(Span<float> values) => _tensor.Elements.CopyTo(values);
    }

    private sealed class Halves(ReadOnlySpan<long> shape) : NumberTensor
    {
        private readonly ModelTensor<Half> _tensor = new(shape);

        public override ModelTensor Tensor => _tensor;

        public override void Write(ReadOnlySpan<float> values) => TensorPrimitives.ConvertToHalf(values, _tensor.Elements);

        public override void Write(ReadOnlySpan<int> values) => TensorPrimitives.ConvertTruncating(values, _tensor.Elements);

        public override void Fill(double value) => _tensor.Elements.Fill((Half)value);

        public override void Read(Span<float> values) => TensorPrimitives.ConvertToSingle(_tensor.Elements, values);
    }

    private sealed class Doubles(ReadOnlySpan<long> shape) : NumberTensor
    {
        private readonly ModelTensor<double> _tensor = new(shape);

        public override ModelTensor Tensor => _tensor;

        public override void Write(ReadOnlySpan<float> values) => TensorPrimitives.ConvertTruncating(values, _tensor.Elements);

        public override void Write(ReadOnlySpan<int> values) => TensorPrimitives.ConvertTruncating(values, _tensor.Elements);

        public override void Fill(double value) => _tensor.Elements.Fill(value);

        public override void Read(Span<float> values) => TensorPrimitives.ConvertTruncating<double, float>(_tensor.Elements, values);
    }

    private sealed class Longs(ReadOnlySpan<long> shape) : NumberTensor
    {
        private readonly ModelTensor<long> _tensor = new(shape);

        public override ModelTensor Tensor => _tensor;

        public override void Write(ReadOnlySpan<float> values) => TensorPrimitives.ConvertTruncating(values, _tensor.Elements);

        public override void Write(ReadOnlySpan<int> values) => TensorPrimitives.ConvertTruncating(values, _tensor.Elements);

        public override void Fill(double value) => _tensor.Elements.Fill((long)value);

        public override void Read(Span<float> values) => TensorPrimitives.ConvertTruncating<long, float>(_tensor.Elements, values);
    }

    private sealed class Integers(ReadOnlySpan<long> shape) : NumberTensor
    {
        private readonly ModelTensor<int> _tensor = new(shape);

        public override ModelTensor Tensor => _tensor;

        public override void Write(ReadOnlySpan<float> values) => TensorPrimitives.ConvertTruncating(values, _tensor.Elements);

        public override void Write(ReadOnlySpan<int> values) => values.CopyTo(_tensor.Elements);

        public override void Fill(double value) => _tensor.Elements.Fill((int)value);

        public override void Read(Span<float> values) => TensorPrimitives.ConvertTruncating<int, float>(_tensor.Elements, values);
    }
}
