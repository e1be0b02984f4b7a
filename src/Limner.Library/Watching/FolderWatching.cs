namespace Limner.Library;

/// <summary>How the changes of a folder are noticed.</summary>
public enum WatchState
{
    /// <summary>The system tells of each.</summary>
    Events,

    /// <summary>The folder is looked through every <c>library.poll_seconds</c>.</summary>
    Polling,

    /// <summary>Only by the scans that people ask for and the scheduled ones.</summary>
    Off,
}

/// <summary>Why a folder's changes are not noticed by events although it is to be watched.</summary>
public enum WatchReason
{
    /// <summary>It lies on a network mount, of which the system does not tell what others change.</summary>
    Network,

    /// <summary>The system's limit of what may be watched is reached (inotify).</summary>
    Limit,

    /// <summary>Changes came faster than they could be told. Events are tried again at the next look.</summary>
    Overflow,

    /// <summary>It is not there.</summary>
    Missing,

    /// <summary>The system refused, or stopped telling, for another reason; the log has it.</summary>
    Failed,

    /// <summary>The watch has not begun yet.</summary>
    Starting,
}

/// <summary>How the changes of a folder are noticed at the moment.</summary>
/// <param name="Reason">Why not by events, if it is to be watched.</param>
public sealed record FolderWatching(WatchState State, WatchReason? Reason);
