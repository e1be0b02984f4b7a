using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Limner.Library.Folders;

namespace Limner.Library.Watching;

/// <summary>A mounted file system.</summary>
/// <param name="Id">Unique while it is mounted; mounted again it has another.</param>
/// <param name="Point">Where.</param>
/// <param name="Type"><c>ext4</c>, <c>nfs4</c>, <c>fuse.sshfs</c>…</param>
internal sealed record Mount(int Id, string Point, string Type)
{
    // Others change files there, or a process outside the kernel does, and inotify hears of neither.
    private static readonly FrozenSet<string> Network = FrozenSet.ToFrozenSet(
        ["nfs", "nfs3", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "coda", "glusterfs", "lustre", "ncpfs", "orangefs", "vboxsf", "prl_fs", "vmhgfs", "virtiofs", "fuse", "fakeowner"],
        StringComparer.Ordinal);

    /// <summary>True where the system does not tell of all changes. <c>fuseblk</c> is a local disk (NTFS, exFAT) and tells.</summary>
    public bool IsNetwork => Network.Contains(Type) || Type.StartsWith("fuse.", StringComparison.Ordinal);
}

/// <summary>What is mounted where: <c>/proc/self/mountinfo</c>, proc_pid_mountinfo(5).</summary>
internal class Mounts
{
    private const string Table = "/proc/self/mountinfo";

    /// <summary>The file system a canonical path lies on; null where the system does not say.</summary>
    public virtual Mount? Of(string path)
    {
        try
        {
            return Find(File.ReadAllText(Table), path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // No /proc: nothing is known to be on the network.
            return null;
        }
    }

    public static Mount? Find(string mountinfo, string path)
    {
        Mount? found = null;
        foreach (var line in mountinfo.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // Of two on the same point the later one hides the earlier.
            if (Parse(line) is { } mount && CanonicalPath.Contains(mount.Point, path) && (found is null || mount.Point.Length >= found.Point.Length))
            {
                found = mount;
            }
        }

        return found;
    }

    // 36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue
    private static Mount? Parse(string line)
    {
        var fields = line.Split(' ');
        var separator = Array.IndexOf(fields, "-");
        return separator >= 6 && separator + 1 < fields.Length && int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? new Mount(id, Unescape(fields[4]), fields[separator + 1])
            : null;
    }

    /// <summary>Blanks, tabs, line ends and backslashes are written as three octal digits, of the bytes of UTF-8.</summary>
    private static string Unescape(string field)
    {
        if (!field.Contains('\\'))
        {
            return field;
        }

        var bytes = Encoding.UTF8.GetBytes(field);
        var plain = new List<byte>(bytes.Length);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == '\\' && i + 3 < bytes.Length && IsOctal(bytes[i + 1]) && IsOctal(bytes[i + 2]) && IsOctal(bytes[i + 3]))
            {
                plain.Add((byte)(((bytes[i + 1] - '0') << 6) | ((bytes[i + 2] - '0') << 3) | (bytes[i + 3] - '0')));
                i += 3;
            }
            else
            {
                plain.Add(bytes[i]);
            }
        }

        return Encoding.UTF8.GetString([.. plain]);
    }

    private static bool IsOctal(byte value) => value is >= (byte)'0' and <= (byte)'7';
}
