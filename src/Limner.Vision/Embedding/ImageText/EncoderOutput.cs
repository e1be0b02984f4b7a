using System.Numerics.Tensors;
using Limner.Kernel.Errors;
using Limner.Models.Onnx;
using Limner.Native.Onnx;

namespace Limner.Vision.Embedding.ImageText;

/// <summary>Finds the output of an encoder that is the vector, and reads it.</summary>
internal static class EncoderOutput
{
    /// <summary>Of what any published model makes; it bounds what is read.</summary>
    private const int MaxDimensions = 4096;

    /// <summary>The first of these names that there is, else the only output of one row.</summary>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.ModelLoad"/>.</exception>
    public static string Choose(ModelFolder folder, IReadOnlyList<OrtTensorInfo> outputs, IReadOnlyList<string> names)
    {
        var rows = outputs.Where(output => output.ElementType is OrtElementType.Float or OrtElementType.Float16 && output.Shape.Count == 2).ToList();
        var chosen = names.Select(name => rows.Find(output => output.Name == name)).FirstOrDefault(output => output is not null) ?? (rows is [var only] ? only : null);
        return chosen is { Shape: [_, <= MaxDimensions] } ? chosen.Name
            : throw folder.Refused($"has an encoder without an output that is a vector; it has {string.Join(", ", outputs.Select(output => $"{output.Name} [{string.Join(',', output.Shape)}]"))}");
    }

    /// <summary>The vector at length 1.</summary>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.Inference"/>: it has no direction.</exception>
    public static float[] ReadUnit(ModelOutput output)
    {
        if (output.Shape is not [1, > 0 and <= MaxDimensions])
        {
            throw new LimnerException(ErrorCatalogue.Inference, $"{output.Name} is no vector: [{string.Join(',', output.Shape.ToArray())}]");
        }

        var vector = new float[output.Shape[1]];
        if (output.ElementType == OrtElementType.Float16)
        {
            TensorPrimitives.ConvertToSingle(output.Elements<Half>(), vector);
        }
        else
        {
            output.Elements<float>().CopyTo(vector);
        }

        // In double precision: the squares of large elements would overflow a float.
        var squares = 0.0;
        foreach (var element in vector)
        {
            squares += (double)element * element;
        }

        if (!double.IsFinite(squares) || squares < 1e-24)
        {
            throw new LimnerException(ErrorCatalogue.Inference, $"{output.Name} points nowhere");
        }

        var length = Math.Sqrt(squares);
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] = (float)(vector[i] / length);
        }

        return vector;
    }
}
