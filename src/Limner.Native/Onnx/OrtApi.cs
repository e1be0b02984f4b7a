using System.Runtime.InteropServices;
using System.Text;

namespace Limner.Native.Onnx;

/// <summary>
/// ONNX Runtime's C API: a table of function pointers behind <c>OrtGetApiBase()->GetApi(version)</c>. The order is fixed by
/// <c>OrtApi</c> in microsoft/onnxruntime, include/onnxruntime/core/session/onnxruntime_c_api.h, and members are only ever appended, so the
/// numbers below hold for every later runtime (upstream asserts, for instance, ReleaseCustomOpDomain at 101 and ReleaseModelMetadata at 118).
/// </summary>
internal sealed unsafe class OrtApi
{
    /// <summary>The newest member used below came with version 8; nothing later changes what these functions do.</summary>
    private const uint ApiVersion = 17;

    private static readonly Lazy<OrtApi> Shared = new(
        static () => new OrtApi(NativeLibraries.Directory), LazyThreadSafetyMode.ExecutionAndPublication);

    private readonly nint* functions;

    private OrtApi(string directory)
    {
        var library = NativeLibraries.Load(directory, NativeLibraries.OnnxRuntime, "OrtGetApiBase");
        var getBase = (delegate* unmanaged[Cdecl]<nint*>)NativeLibrary.GetExport(library, "OrtGetApiBase");
        var apiBase = getBase();
        var table = ((delegate* unmanaged[Cdecl]<uint, nint>)apiBase[0])(ApiVersion);
        Version = Marshal.PtrToStringUTF8(((delegate* unmanaged[Cdecl]<nint>)apiBase[1])()) ?? "unknown";
        if (table == 0)
        {
            throw NativeLibraries.Unusable(
                Path.Combine(directory, NativeLibraries.OnnxRuntime), $"ONNX Runtime {Version} does not offer C API version {ApiVersion}", inner: null);
        }

        functions = (nint*)table;
        nint memory;
        Check(((delegate* unmanaged[Cdecl]<int, int, nint*, nint>)functions[69])(DeviceAllocator, DefaultMemory, &memory));
        CpuMemory = memory;
        nint allocator;
        Check(((delegate* unmanaged[Cdecl]<nint*, nint>)functions[78])(&allocator));
        Allocator = allocator;
    }

    private const int DeviceAllocator = 0;
    private const int DefaultMemory = 0;

    /// <summary>The loaded runtime; throws <c>native_library</c> when it cannot be loaded.</summary>
    public static OrtApi Instance => Shared.Value;

    public string Version { get; }

    /// <summary>Describes ordinary memory; lives as long as the process.</summary>
    public nint CpuMemory { get; }

    /// <summary>The runtime's default allocator, never freed.</summary>
    public nint Allocator { get; }

    // Environment
    public delegate* unmanaged[Cdecl]<int, byte*, nint*, nint> CreateEnv => (delegate* unmanaged[Cdecl]<int, byte*, nint*, nint>)functions[3];
    public delegate* unmanaged[Cdecl]<nint, nint> DisableTelemetryEvents => (delegate* unmanaged[Cdecl]<nint, nint>)functions[6];
    public delegate* unmanaged[Cdecl]<nint, void> ReleaseEnv => (delegate* unmanaged[Cdecl]<nint, void>)functions[92];

    // Session options
    public delegate* unmanaged[Cdecl]<nint*, nint> CreateSessionOptions => (delegate* unmanaged[Cdecl]<nint*, nint>)functions[10];
    public delegate* unmanaged[Cdecl]<nint, nint> EnableMemPattern => (delegate* unmanaged[Cdecl]<nint, nint>)functions[16];
    public delegate* unmanaged[Cdecl]<nint, nint> DisableMemPattern => (delegate* unmanaged[Cdecl]<nint, nint>)functions[17];
    public delegate* unmanaged[Cdecl]<nint, nint> EnableCpuMemArena => (delegate* unmanaged[Cdecl]<nint, nint>)functions[18];
    public delegate* unmanaged[Cdecl]<nint, nint> DisableCpuMemArena => (delegate* unmanaged[Cdecl]<nint, nint>)functions[19];
    public delegate* unmanaged[Cdecl]<nint, int, nint> SetSessionGraphOptimizationLevel => (delegate* unmanaged[Cdecl]<nint, int, nint>)functions[23];
    public delegate* unmanaged[Cdecl]<nint, int, nint> SetIntraOpNumThreads => (delegate* unmanaged[Cdecl]<nint, int, nint>)functions[24];
    public delegate* unmanaged[Cdecl]<nint, int, nint> SetInterOpNumThreads => (delegate* unmanaged[Cdecl]<nint, int, nint>)functions[25];
    public delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint> AddSessionConfigEntry => (delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint>)functions[130];
    public delegate* unmanaged[Cdecl]<nint, void> ReleaseSessionOptions => (delegate* unmanaged[Cdecl]<nint, void>)functions[100];

    // Session
    public delegate* unmanaged[Cdecl]<nint, byte*, nint, nint*, nint> CreateSession => (delegate* unmanaged[Cdecl]<nint, byte*, nint, nint*, nint>)functions[7];
    public delegate* unmanaged[Cdecl]<nint, void*, nuint, nint, nint*, nint> CreateSessionFromArray => (delegate* unmanaged[Cdecl]<nint, void*, nuint, nint, nint*, nint>)functions[8];
    public delegate* unmanaged[Cdecl]<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint> Run => (delegate* unmanaged[Cdecl]<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint>)functions[9];
    public delegate* unmanaged[Cdecl]<nint, nuint*, nint> SessionGetInputCount => (delegate* unmanaged[Cdecl]<nint, nuint*, nint>)functions[30];
    public delegate* unmanaged[Cdecl]<nint, nuint*, nint> SessionGetOutputCount => (delegate* unmanaged[Cdecl]<nint, nuint*, nint>)functions[31];
    public delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint> SessionGetInputTypeInfo => (delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint>)functions[33];
    public delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint> SessionGetOutputTypeInfo => (delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint>)functions[34];
    public delegate* unmanaged[Cdecl]<nint, nuint, nint, byte**, nint> SessionGetInputName => (delegate* unmanaged[Cdecl]<nint, nuint, nint, byte**, nint>)functions[36];
    public delegate* unmanaged[Cdecl]<nint, nuint, nint, byte**, nint> SessionGetOutputName => (delegate* unmanaged[Cdecl]<nint, nuint, nint, byte**, nint>)functions[37];
    public delegate* unmanaged[Cdecl]<nint, void> ReleaseSession => (delegate* unmanaged[Cdecl]<nint, void>)functions[95];

    // Run options
    public delegate* unmanaged[Cdecl]<nint*, nint> CreateRunOptions => (delegate* unmanaged[Cdecl]<nint*, nint>)functions[39];
    public delegate* unmanaged[Cdecl]<nint, nint> RunOptionsSetTerminate => (delegate* unmanaged[Cdecl]<nint, nint>)functions[46];
    public delegate* unmanaged[Cdecl]<nint, nint> RunOptionsUnsetTerminate => (delegate* unmanaged[Cdecl]<nint, nint>)functions[47];
    public delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint> AddRunConfigEntry => (delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint>)functions[165];
    public delegate* unmanaged[Cdecl]<nint, void> ReleaseRunOptions => (delegate* unmanaged[Cdecl]<nint, void>)functions[97];

    // Values
    public delegate* unmanaged[Cdecl]<nint, long*, nuint, int, nint*, nint> CreateTensorAsOrtValue => (delegate* unmanaged[Cdecl]<nint, long*, nuint, int, nint*, nint>)functions[48];
    public delegate* unmanaged[Cdecl]<nint, void*, nuint, long*, nuint, int, nint*, nint> CreateTensorWithDataAsOrtValue => (delegate* unmanaged[Cdecl]<nint, void*, nuint, long*, nuint, int, nint*, nint>)functions[49];
    public delegate* unmanaged[Cdecl]<nint, int*, nint> IsTensor => (delegate* unmanaged[Cdecl]<nint, int*, nint>)functions[50];
    public delegate* unmanaged[Cdecl]<nint, void**, nint> GetTensorMutableData => (delegate* unmanaged[Cdecl]<nint, void**, nint>)functions[51];
    public delegate* unmanaged[Cdecl]<nint, nint*, nint> GetTensorTypeAndShape => (delegate* unmanaged[Cdecl]<nint, nint*, nint>)functions[65];
    public delegate* unmanaged[Cdecl]<nint, void> ReleaseValue => (delegate* unmanaged[Cdecl]<nint, void>)functions[96];

    // Types and shapes
    public delegate* unmanaged[Cdecl]<nint, nint*, nint> CastTypeInfoToTensorInfo => (delegate* unmanaged[Cdecl]<nint, nint*, nint>)functions[55];
    public delegate* unmanaged[Cdecl]<nint, int*, nint> GetTensorElementType => (delegate* unmanaged[Cdecl]<nint, int*, nint>)functions[60];
    public delegate* unmanaged[Cdecl]<nint, nuint*, nint> GetDimensionsCount => (delegate* unmanaged[Cdecl]<nint, nuint*, nint>)functions[61];
    public delegate* unmanaged[Cdecl]<nint, long*, nuint, nint> GetDimensions => (delegate* unmanaged[Cdecl]<nint, long*, nuint, nint>)functions[62];
    public delegate* unmanaged[Cdecl]<nint, byte**, nuint, nint> GetSymbolicDimensions => (delegate* unmanaged[Cdecl]<nint, byte**, nuint, nint>)functions[63];
    public delegate* unmanaged[Cdecl]<nint, void> ReleaseTypeInfo => (delegate* unmanaged[Cdecl]<nint, void>)functions[98];
    public delegate* unmanaged[Cdecl]<nint, void> ReleaseTensorTypeAndShapeInfo => (delegate* unmanaged[Cdecl]<nint, void>)functions[99];

    /// <summary>Throws what a call returned, when it returned anything, and releases it.</summary>
    /// <exception cref="OrtException">With the runtime's own code and text.</exception>
    public void Check(nint status)
    {
        if (status != 0)
        {
            throw ToException(status);
        }
    }

    /// <summary>Turns a status into an exception and releases it.</summary>
    public OrtException ToException(nint status)
    {
        var code = ((delegate* unmanaged[Cdecl]<nint, int>)functions[1])(status);
        var message = Marshal.PtrToStringUTF8(((delegate* unmanaged[Cdecl]<nint, nint>)functions[2])(status));
        ((delegate* unmanaged[Cdecl]<nint, void>)functions[93])(status);
        return new OrtException((OrtErrorCode)code, message ?? "no text");
    }

    /// <summary>Takes over a string that the runtime allocated.</summary>
    public string TakeString(byte* text)
    {
        try
        {
            return Marshal.PtrToStringUTF8((nint)text) ?? string.Empty;
        }
        finally
        {
            Check(((delegate* unmanaged[Cdecl]<nint, void*, nint>)functions[76])(Allocator, text));
        }
    }

    /// <summary>UTF-8 with a closing zero.</summary>
    public static byte[] Utf8(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("A name cannot hold a zero character.", nameof(text));
        }

        var bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }
}
