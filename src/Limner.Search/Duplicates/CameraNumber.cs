using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Limner.Search.Duplicates;

/// <summary>A number for a camera by which two fingerprints are compared: the same in every process, and never 0.</summary>
internal static class CameraNumber
{
    public static int Of(string? make, string model)
        => BinaryPrimitives.ReadInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{make}\n{model}"))) | 1;
}
