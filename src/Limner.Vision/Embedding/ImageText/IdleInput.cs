using Limner.Models.Onnx;
using Limner.Native.Onnx;

namespace Limner.Vision.Embedding.ImageText;

/// <summary>An input of a model of one file for texts and pictures that the vector asked for does not depend on: the runtime wants it all the same.</summary>
internal sealed class IdleInput
{
    private const int TokensOfNothing = 8;
    private readonly OrtElementType _type;
    private readonly long[] _shape;

    private IdleInput(string name, OrtElementType type, long[] shape) => (Name, _type, _shape) = (name, type, shape);

    public string Name { get; }

    /// <summary>Ids or their mask; null: it is none that is known.</summary>
    public static IdleInput? Tokens(OrtTensorInfo input)
        => OnnxTextEncoder.IsKnown(input) ? new IdleInput(input.Name, input.ElementType, [1, input.Shape[1] > 0 ? input.Shape[1] : TokensOfNothing]) : null;

    /// <summary>A picture.</summary>
    /// <inheritdoc cref="Tokens"/>
    public static IdleInput? Pixels(OrtTensorInfo input, (int Width, int Height) size)
        => OnnxImageEncoder.IsPixels(input, size) ? new IdleInput(input.Name, input.ElementType, [1, 3, size.Height, size.Width]) : null;

    /// <summary>Ones where ids are wanted, so that a mask hides not all of them; else zeros.</summary>
    public ModelTensor Make()
    {
        switch (_type)
        {
            case OrtElementType.Int32:
                var few = new ModelTensor<int>(_shape);
                few.Elements.Fill(1);
                return few;
            case OrtElementType.Int64:
                var ids = new ModelTensor<long>(_shape);
                ids.Elements.Fill(1);
                return ids;
            case OrtElementType.Float16:
                return new ModelTensor<Half>(_shape);
            default:
                return new ModelTensor<float>(_shape);
        }
    }
}
