using Microsoft.Win32.SafeHandles;

namespace Limner.Safety.Paths;

/// <summary>One directory, held fast: whatever its name means meanwhile, what is listed through <see cref="Path"/> lies in it.</summary>
public sealed class PinnedDirectory : IDisposable
{
    private readonly SafeFileHandle _handle;

    internal PinnedDirectory(SafeFileHandle handle)
    {
        _handle = handle;
        Path = PosixFiles.ProcEntry(handle);
    }

    /// <summary>A path to the directory that is good until this is disposed.</summary>
    public string Path { get; }

    public void Dispose() => _handle.Dispose();
}
