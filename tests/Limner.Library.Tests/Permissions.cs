using System.Runtime.InteropServices;

namespace Limner.Library.Tests;

/// <summary>
/// Tests may run as root, whom permission bits do not stop. Linux checks file access by a user id each thread has of its own
/// (setfsuid(2)), and threads it starts inherit it: so what a file system refuses to others can be tried for real.
/// </summary>
internal static partial class Permissions
{
    public const UnixFileMode EverybodyReads = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private const uint Nobody = 65534;

    public static T AsNobody<T>(Func<T> work)
    {
        T result = default!;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            if (Environment.IsPrivilegedProcess)
            {
                _ = SetFileSystemUser(Nobody);
                _ = SetFileSystemGroup(Nobody);
            }

            try
            {
                result = work();
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? result : throw failure;
    }

    [DllImport("libc", EntryPoint = "setfsuid")]
    private static extern int SetFileSystemUser(uint user);

    [DllImport("libc", EntryPoint = "setfsgid")]
    private static extern int SetFileSystemGroup(uint group);
}
