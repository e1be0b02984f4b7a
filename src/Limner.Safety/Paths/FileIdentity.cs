using System.ComponentModel;
using Microsoft.Win32.SafeHandles;

namespace Limner.Safety.Paths;

/// <summary>
/// Which file it is, and which state of it: as long as this is the same, so is the content, unless somebody went to lengths to hide the change
/// (the time of the last change of status cannot be set, but a clock can be turned back). Linux only.
/// </summary>
/// <param name="Device">Major and minor number of the file system's device.</param>
/// <param name="Inode">Number of the file on it.</param>
/// <param name="Size">In bytes.</param>
/// <param name="ModifiedNanoseconds">Since 1970.</param>
/// <param name="ChangedNanoseconds">Since 1970; of content or status (owner, mode, names).</param>
public readonly record struct FileIdentity(ulong Device, ulong Inode, long Size, long ModifiedNanoseconds, long ChangedNanoseconds)
{
    /// <summary>Of an open file.</summary>
    /// <exception cref="IOException">The file system does not say.</exception>
    public static FileIdentity Of(SafeFileHandle file)
        => PosixFiles.Identify(file, out var error) ?? throw new IOException(new Win32Exception(error).Message, error);
}
