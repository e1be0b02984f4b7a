using System.Runtime.InteropServices;
using Limner.Kernel.Errors;

namespace Limner.Native;

/// <summary>
/// Finds and loads the native libraries that the build lays into <c>native/</c> beside the binary. Nothing is searched for elsewhere: a
/// library of another version somewhere on the system would load and then misbehave.
/// </summary>
public static class NativeLibraries
{
    /// <summary>ONNX Runtime 1.30.0.</summary>
    public const string OnnxRuntime = "libonnxruntime.so.1";

    /// <summary>libvips 8.18.7 with its C and C++ API.</summary>
    public const string Vips = "libvips-cpp.so.8.18.7";

    /// <summary>The directory the libraries are loaded from.</summary>
    public static string Directory { get; } = Path.Combine(AppContext.BaseDirectory, "native");

    /// <summary>Loads both libraries, so that a missing one is told at the start of the process and not by the first picture.</summary>
    /// <exception cref="LimnerException"><c>native_library</c>, naming the path and the command that mends it.</exception>
    public static void Verify()
    {
        _ = Onnx.OrtApi.Instance;
        Limner.Native.Vips.VipsLibrary.Initialize();
    }

    /// <summary>Loads a library and checks that it holds a symbol only the right one has.</summary>
    /// <exception cref="LimnerException"><c>native_library</c></exception>
    internal static nint Load(string directory, string fileName, string requiredExport)
    {
        var path = Path.Combine(directory, fileName);
        if (!File.Exists(path))
        {
            throw Unusable(path, "the file is missing", inner: null);
        }

        if (OperatingSystem.IsLinux() && ElfFile.Defect(path) is { } defect)
        {
            throw Unusable(path, defect, inner: null);
        }

        nint library;
        try
        {
            library = NativeLibrary.Load(path);
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            // The loader's own words (wrong architecture, missing companion, cut off) are the last line of a longer text about probing.
            throw Unusable(path, exception.Message.TrimEnd().Split('\n')[^1].Trim(), exception);
        }

        if (!NativeLibrary.TryGetExport(library, requiredExport, out _))
        {
            NativeLibrary.Free(library);
            throw Unusable(path, $"it is another library: it has no '{requiredExport}'", inner: null);
        }

        return library;
    }

    internal static LimnerException Unusable(string path, string reason, Exception? inner) =>
        new(ErrorCatalogue.NativeLibrary, $"{path}: {reason}. {ErrorCatalogue.NativeLibrary.Remedy}", inner);
}
