using Limner.Kernel.Errors;
using Limner.Storage;

namespace Limner.Library;

/// <summary>A directory to be added.</summary>
/// <param name="Path">Absolute, as the person gave it.</param>
/// <param name="Name">Null: the directory's own name.</param>
/// <param name="Exclude">Globs; null: none.</param>
/// <param name="Scan">Start a scan with the same commit.</param>
public sealed record NewFolder(string? Path, string? Name = null, bool Recursive = true, IReadOnlyList<string>? Exclude = null, bool Scan = true);

/// <summary>Adds folders for other modules and for the command line.</summary>
public interface IFolderRegistration
{
    /// <summary>Checks the path and adds the folder in the caller's transaction.</summary>
    /// <returns>The folder's id.</returns>
    /// <exception cref="LimnerException">
    /// <c>validation</c>, <c>folder_missing</c>, <c>folder_unreadable</c>, <c>folder_forbidden</c>, <c>folder_overlap</c>.
    /// </exception>
    Task<long> AddAsync(LimnerDb db, long ownerId, NewFolder folder, CancellationToken cancellation);
}

/// <summary>
/// Directories that <c>limner serve --folder PATH</c> names. They are added for the first administrator: at the start if there is one,
/// else by the set-up. Those that are in the library already are left as they are.
/// </summary>
public sealed class InitialFolders
{
    public IList<string> Paths { get; } = [];
}
