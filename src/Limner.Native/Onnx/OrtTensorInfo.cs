using System.Runtime.InteropServices;

namespace Limner.Native.Onnx;

/// <summary>What a session says of one of its inputs or outputs.</summary>
/// <param name="Name">As in the model.</param>
/// <param name="ElementType"><see cref="OrtElementType.Undefined"/> when it is no tensor.</param>
/// <param name="Shape">Outermost first; -1 where the model leaves a dimension open.</param>
/// <param name="SymbolicShape">The name of each open dimension, empty for known and nameless ones.</param>
public sealed record OrtTensorInfo(string Name, OrtElementType ElementType, IReadOnlyList<long> Shape, IReadOnlyList<string> SymbolicShape)
{
    /// <summary>Reads an <c>OrtTensorTypeAndShapeInfo</c>.</summary>
    internal static unsafe (OrtElementType Type, long[] Shape, string[] Symbols) Describe(OrtApi api, nint info)
    {
        int type;
        api.Check(api.GetTensorElementType(info, &type));
        nuint count;
        api.Check(api.GetDimensionsCount(info, &count));
        var shape = new long[count];
        var symbols = new string[count];
        if (count > 0)
        {
            fixed (long* dimensions = shape)
            {
                api.Check(api.GetDimensions(info, dimensions, count));
            }

            var names = new nint[count];
            fixed (nint* pointers = names)
            {
                api.Check(api.GetSymbolicDimensions(info, (byte**)pointers, count));
            }

            for (var i = 0; i < names.Length; i++)
            {
                symbols[i] = Marshal.PtrToStringUTF8(names[i]) ?? string.Empty;
            }
        }

        return ((OrtElementType)type, shape, symbols);
    }
}
