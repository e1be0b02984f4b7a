using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Limner.Safety.Processes;

/// <summary>
/// Finds what a program left behind in a session of its own, by a mark that every descendant inherits in its environment. A process that
/// wipes its own environment escapes this too; it still has the kernel's limits on memory and processor time.
/// </summary>
internal static partial class Escapees
{
    public const string Variable = "LIMNER_CHILD";

    private const int Kill = 9;
    private const int MaxLooks = 20;

    public static string NewMark() => Guid.NewGuid().ToString("n");

    public static void KillAll(string mark)
    {
        // Again until a look finds none: one that was about to die may just have made another.
        for (var look = 0; look < MaxLooks && KillFound(Encoding.ASCII.GetBytes($"{Variable}={mark}")) > 0; look++)
        {
        }
    }

    private static int KillFound(byte[] wanted)
    {
        var killed = 0;
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && id != Environment.ProcessId && HasMark(directory, wanted) && KillNative(id, Kill) == 0)
            {
                killed++;
            }
        }

        return killed;
    }

    private static bool HasMark(string directory, byte[] wanted)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(directory, "environ")).AsSpan().IndexOf(wanted) >= 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has just ended, or is another user's and so none of ours.
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int KillNative(int process, int signal);
}
