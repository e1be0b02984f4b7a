using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Limner.Native.Onnx;

/// <summary>
/// How the calling thread computes with floats until this is disposed, on that thread; then as before. ONNX Runtime treats denormals as zero in threads of its own, and in the
/// one thread that happens to create the process's first session, where it stays so: one thread of the pool would compute differently from the others ever after.
/// </summary>
/// <remarks><c>fenv_t</c> of glibc: on x86-64 <c>MXCSR</c> is its last word, on ARM64 <c>FPCR</c> its first. Elsewhere denormals stay as they are.</remarks>
internal unsafe ref partial struct FloatingPointScope : IDisposable
{
    private const string Library = "libm.so.6";

    /// <summary>More than <c>fenv_t</c> takes on any architecture.</summary>
    private const int EnvironmentBytes = 64;

    private const int MxcsrAt = 28;
    private const uint MxcsrDenormalsAreZero = 1 << 6;
    private const uint MxcsrFlushToZero = 1 << 15;
    private const uint FpcrFlushToZero = 1 << 24;

    private fixed byte _before[EnvironmentBytes];

    /// <param name="denormalAsZero">Whether denormals are taken for zero, and results that would be denormal are zero.</param>
    public FloatingPointScope(bool denormalAsZero)
    {
        fixed (byte* before = _before)
        {
            Check(GetEnvironment(before));
        }

        if (!denormalAsZero)
        {
            return;
        }

        var wanted = stackalloc byte[EnvironmentBytes];
        Check(GetEnvironment(wanted));
        var (at, bits) = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => (MxcsrAt, MxcsrDenormalsAreZero | MxcsrFlushToZero),
            Architecture.Arm64 => (0, FpcrFlushToZero),
            _ => (0, 0u),
        };
        var word = new Span<byte>(wanted + at, sizeof(uint));
        BinaryPrimitives.WriteUInt32LittleEndian(word, BinaryPrimitives.ReadUInt32LittleEndian(word) | bits);
        Check(SetEnvironment(wanted));
    }

    public void Dispose()
    {
        fixed (byte* before = _before)
        {
            Check(SetEnvironment(before));
        }
    }

    private static void Check(int failed)
    {
        if (failed != 0)
        {
            throw new InvalidOperationException("The floating-point environment of a thread could not be read or set.");
        }
    }

    [LibraryImport(Library, EntryPoint = "fegetenv")]
    private static partial int GetEnvironment(byte* environment);

    [LibraryImport(Library, EntryPoint = "fesetenv")]
    private static partial int SetEnvironment(byte* environment);
}
