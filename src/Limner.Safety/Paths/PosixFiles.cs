using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Limner.Safety.Paths;

/// <summary>The few calls of the C library that .NET has no equivalent for. The constants hold on Linux for x64 and arm64 alike.</summary>
internal static partial class PosixFiles
{
    public const int NoEntry = 2;
    public const int NotADirectory = 20;
    public const int Exists = 17;
    public const int OtherDevice = 18;
    public const int Invalid = 22;
    public const int NameTooLong = 36;
    public const int NotImplemented = 38;
    public const int Loop = 40;

    private const int CloseOnExec = 0x80000;

    /// <summary>O_PATH: a handle that names a file without opening it.</summary>
    public const int PathOnly = 0x200000 | CloseOnExec;

    /// <summary>O_RDONLY, never waiting for the other end of a pipe, never taking over a terminal.</summary>
    public const int ReadOnly = CloseOnExec | 0x800 /* O_NONBLOCK */ | 0x100 /* O_NOCTTY */;

    /// <summary>O_NOFOLLOW: of a link the link itself. arm64 numbers it apart.</summary>
    public static readonly int NoFollow = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x8000 : 0x20000;

    private const int CurrentDirectory = -100; // AT_FDCWD
    private const uint NoReplace = 1; // RENAME_NOREPLACE
    private const int EmptyPath = 0x1000; // AT_EMPTY_PATH
    private const uint WantType = 1; // STATX_TYPE
    private const uint WantInode = 0x100; // STATX_INO
    private const uint WantIdentity = 0x3C0; // STATX_MTIME | STATX_CTIME | STATX_INO | STATX_SIZE
    private const int InodeOffset = 32; // of stx_ino, 64 bits
    private const int SizeOffset = 40; // of stx_size, 64 bits
    private const int ChangedOffset = 96; // of stx_ctime: seconds in 64 bits, nanoseconds in 32
    private const int ModifiedOffset = 112; // of stx_mtime
    private const int DeviceOffset = 136; // of stx_dev_major and stx_dev_minor, 32 bits each
    private const int ModeOffset = 28; // of stx_mode in struct statx, which is the same on all architectures
    private const int StatxSize = 256;
    private const int TypeMask = 0xF000;
    private const int RegularFile = 0x8000;

    public static SafeFileHandle? Open(string path, int flags, out int error)
    {
        var descriptor = OpenNative(path, flags);
        error = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    public static bool IsRegular(SafeFileHandle handle)
    {
        Span<byte> status = stackalloc byte[StatxSize];
        return StatxNative(handle, "", EmptyPath, WantType, status) == 0
            && (BitConverter.ToUInt16(status[ModeOffset..]) & TypeMask) == RegularFile;
    }

    /// <summary>Whether two handles name one file.</summary>
    public static bool IsSame(SafeFileHandle one, SafeFileHandle other)
    {
        Span<byte> first = stackalloc byte[StatxSize], second = stackalloc byte[StatxSize];
        return StatxNative(one, "", EmptyPath, WantInode, first) == 0 && StatxNative(other, "", EmptyPath, WantInode, second) == 0
            && first.Slice(InodeOffset, sizeof(ulong)).SequenceEqual(second.Slice(InodeOffset, sizeof(ulong)))
            && first.Slice(DeviceOffset, sizeof(ulong)).SequenceEqual(second.Slice(DeviceOffset, sizeof(ulong)));
    }

    /// <returns>Null, with the error, when the file system does not say.</returns>
    public static FileIdentity? Identify(SafeFileHandle handle, out int error)
    {
        Span<byte> status = stackalloc byte[StatxSize];
        error = StatxNative(handle, "", EmptyPath, WantIdentity, status) == 0 ? 0 : Marshal.GetLastPInvokeError();
        return error == 0
            ? new FileIdentity(
                BitConverter.ToUInt64(status[DeviceOffset..]),
                BitConverter.ToUInt64(status[InodeOffset..]),
                BitConverter.ToInt64(status[SizeOffset..]),
                Nanoseconds(status[ModifiedOffset..]),
                Nanoseconds(status[ChangedOffset..]))
            : null;

        static long Nanoseconds(ReadOnlySpan<byte> time) => unchecked((BitConverter.ToInt64(time) * 1_000_000_000) + BitConverter.ToUInt32(time[sizeof(long)..]));
    }

    /// <returns>0, or the error.</returns>
    public static int RenameWithoutReplacing(string source, string destination)
        => RenameNative(CurrentDirectory, source, CurrentDirectory, destination, NoReplace) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <returns>0, or the error.</returns>
    public static int Link(string source, string destination) => LinkNative(source, destination) == 0 ? 0 : Marshal.GetLastPInvokeError();

    public static string ProcEntry(SafeFileHandle handle) => string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{handle.DangerousGetHandle()}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenNative(string path, int flags);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameNative(int sourceDirectory, string source, int destinationDirectory, string destination, uint flags);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinkNative(string source, string destination);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatxNative(SafeFileHandle directory, string path, int flags, uint mask, Span<byte> status);
}
