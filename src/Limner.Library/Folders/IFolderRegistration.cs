using Limner.Kernel.Errors;
using Limner.Storage;

namespace Limner.Library;

/// <summary>A directory to be added.</summary>
/// <param name="Path">Absolute, as the person gave it.</param>
/// <param name="Name">Null: the directory's own name.</param>
/// <param name="Exclude">Globs; null: none.</param>
/// <param name="Scan">Start a scan with the same commit.</param>
/// <param name="OwnerId"><c>usr_…</c>: whose folder it becomes, a member or an administrator. Null: that of who adds it.</param>
/// <param name="Watch">Follow what changes in it; otherwise it is looked through from time to time.</param>
/// <param name="WriteSidecars">Write what people say of its pictures into <c>.xmp</c> files beside them.</param>
public sealed record NewFolder(
    string? Path, string? Name = null, bool Recursive = true, IReadOnlyList<string>? Exclude = null, bool Scan = true, string? OwnerId = null, bool Watch = true,
    bool WriteSidecars = false);

/// <summary>A directory that was looked at and may be added, if no other folder overlaps it.</summary>
public sealed class CheckedFolder
{
    internal CheckedFolder()
    {
    }

    /// <summary>Absolute, symbolic links resolved.</summary>
    public required string Path { get; init; }

    public required string Name { get; init; }

    public required bool Recursive { get; init; }

    /// <summary>JSON.</summary>
    public required string Exclude { get; init; }

    public required bool Scan { get; init; }

    public required bool Watch { get; init; }

    public required bool WriteSidecars { get; init; }
}

/// <summary>Adds folders for other modules and for the command line.</summary>
public interface IFolderRegistration
{
    /// <summary>Looks at the directory. A sleeping disk or a share that hangs takes its time, so this is done before anything is written.</summary>
    /// <exception cref="LimnerException"><c>validation</c>, <c>folder_missing</c>, <c>folder_unreadable</c>, <c>folder_forbidden</c>.</exception>
    CheckedFolder Check(NewFolder folder);

    /// <summary>Adds the folder in the caller's transaction; touches nothing but the database.</summary>
    /// <param name="addedBy">Who adds it. Where a folder that overlaps lies is told to its owner alone.</param>
    /// <returns>The folder's id.</returns>
    /// <exception cref="LimnerException"><c>folder_overlap</c>.</exception>
    Task<long> AddAsync(LimnerDb db, long ownerId, long addedBy, CheckedFolder folder, CancellationToken cancellation);
}

/// <summary>
/// Directories that <c>limner serve --folder PATH</c> names. They are looked at when the server starts and added for the first administrator: at the
/// start if there is one, else by the set-up. Those that are in the library already are left as they are.
/// </summary>
public sealed class InitialFolders
{
    public IList<string> Paths { get; } = [];
}
