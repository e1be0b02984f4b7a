namespace Limner.Library.Watching;

/// <summary>Where the news of changes come from; a seam, because limits and overflows of the real source cannot be had at will.</summary>
internal interface IFolderEvents
{
    /// <summary>Begins to tell of changes until the result is disposed.</summary>
    /// <param name="noted">Takes the full path of whatever was created, changed, renamed (both names) or deleted. Must return at once: what it costs is lost to the news behind.</param>
    /// <param name="failed">Takes the reason why news may be missing from now on.</param>
    /// <exception cref="IOException">The directory is not there, or the system's limits are reached.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    IDisposable Begin(string path, bool recursive, Action<string> noted, Action<Exception> failed);
}
