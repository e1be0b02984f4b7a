using Microsoft.Extensions.Logging;

namespace Limner.Library;

internal static partial class Log
{
    [LoggerMessage(4001, LogLevel.Information, "Scan of folder {FolderId} found {Pending} files to read, {Vanished} gone, {Lacking} to look at again")]
    public static partial void Discovered(ILogger logger, long folderId, long pending, int vanished, int lacking);

    [LoggerMessage(4002, LogLevel.Information, "Scan of folder {FolderId} ended: {Total} new or changed, {Vanished} gone")]
    public static partial void Scanned(ILogger logger, long folderId, long total, int vanished);

    [LoggerMessage(4003, LogLevel.Error, "Reading file {FileId} of folder {FolderId} failed unexpectedly")]
    public static partial void FileFailed(ILogger logger, long folderId, long fileId, Exception exception);

    [LoggerMessage(4004, LogLevel.Warning, "Analyzer {Kind} failed on file {FileId} of folder {FolderId}; it is tried again at the next scan")]
    public static partial void AnalyzerFailed(ILogger logger, string kind, long folderId, long fileId, Exception exception);

    [LoggerMessage(4005, LogLevel.Information, "Folder {FolderId} was added")]
    public static partial void FolderAdded(ILogger logger, long folderId);

    [LoggerMessage(4006, LogLevel.Information, "Folder {FolderId} was removed with {Images} images")]
    public static partial void FolderRemoved(ILogger logger, long folderId, int images);

    [LoggerMessage(4007, LogLevel.Warning, "A folder given at the start was not added: {Reason}")]
    public static partial void InitialFolderRefused(ILogger logger, string reason);

    [LoggerMessage(4008, LogLevel.Information, "Rendered a missing or damaged preview of {LongSide} pixels again")]
    public static partial void PreviewHealed(ILogger logger, int longSide);

    [LoggerMessage(4010, LogLevel.Information, "Removed {Count} previews from the cache; {Megabytes} MB are left")]
    public static partial void CacheTrimmed(ILogger logger, int count, long megabytes);

    [LoggerMessage(4015, LogLevel.Warning, "The cache of previews cannot be kept within its limit; it is tried again with the next preview")]
    public static partial void CacheNotTrimmed(ILogger logger, Exception exception);

    [LoggerMessage(4016, LogLevel.Information, "Removed {Count} files from the cache of previews that nothing led to")]
    public static partial void CacheCleaned(ILogger logger, int count);

    [LoggerMessage(4017, LogLevel.Warning, "The cache of previews cannot be cleaned; it is tried again tomorrow")]
    public static partial void CacheNotCleaned(ILogger logger, Exception exception);

    [LoggerMessage(4011, LogLevel.Information, "Changes of folder {FolderId} are noticed by {Mode} ({Reason})")]
    public static partial void Watching(ILogger logger, long folderId, WatchState mode, WatchReason? reason);

    [LoggerMessage(4012, LogLevel.Warning, "The system does not tell of changes in folder {FolderId}")]
    public static partial void EventsFailed(ILogger logger, long folderId, Exception exception);

    [LoggerMessage(4013, LogLevel.Error, "Watching folder {FolderId} failed and is begun again")]
    public static partial void WatchFailed(ILogger logger, long folderId, Exception exception);

    [LoggerMessage(4014, LogLevel.Error, "Finding out which folders to watch failed and is tried again")]
    public static partial void WatcherFailed(ILogger logger, Exception exception);

    [LoggerMessage(4015, LogLevel.Information, "File {FileId}, which the server wrote, was to be erased: {Outcome}")]
    public static partial void OwnedFileErased(ILogger logger, long fileId, Trash.Erasure outcome);

    [LoggerMessage(4016, LogLevel.Error, "Looking at the trash failed and is tried again")]
    public static partial void TrashNotLookedAt(ILogger logger, Exception exception);

    [LoggerMessage(4017, LogLevel.Warning, "Files of folder {FolderId} are away and not taken to be deleted: {Reason}")]
    public static partial void FilesAbsent(ILogger logger, long folderId, FolderAbsence reason);

    [LoggerMessage(4018, LogLevel.Warning, "The server ended while it decoded {Count} files; they are read last and alone")]
    public static partial void EndedWhileReading(ILogger logger, int count);

    [LoggerMessage(4020, LogLevel.Information, "Read {Count} cities in {Milliseconds} ms")]
    public static partial void GazetteerLoaded(ILogger logger, int count, long milliseconds);

    [LoggerMessage(4021, LogLevel.Warning, "The list of places cannot be read: places have no names")]
    public static partial void GazetteerMissing(ILogger logger, Exception exception);

    [LoggerMessage(4009, LogLevel.Warning, "Folder {FolderId} cannot be scanned: it is {State}")]
    public static partial void FolderUnavailable(ILogger logger, long folderId, FolderState state);

    [LoggerMessage(4030, LogLevel.Information, "Upload {UploadId} was stored in folder {FolderId}")]
    public static partial void UploadStored(ILogger logger, long uploadId, long folderId);

    [LoggerMessage(4031, LogLevel.Information, "Removed {Expired} uploads that nobody went on with and {Files} files that belong to none")]
    public static partial void UploadsCleaned(ILogger logger, int expired, int files);

    [LoggerMessage(4032, LogLevel.Warning, "Upload {UploadId} could not be put into its folder and waits: {Reason}")]
    public static partial void UploadWaits(ILogger logger, long uploadId, string reason);

    [LoggerMessage(4033, LogLevel.Error, "Looking after uploads failed and is tried again")]
    public static partial void UploadCareFailed(ILogger logger, Exception exception);
}
