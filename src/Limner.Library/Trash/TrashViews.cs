namespace Limner.Library.Trash;

/// <summary>A removed image.</summary>
/// <param name="Id"><c>img_…</c></param>
/// <param name="Width">Pixels of the upright picture.</param>
/// <param name="ThumbHash">Base64.</param>
/// <param name="ExpiresAt">When it is purged; null: not by itself.</param>
/// <param name="ErasesFiles">Whether files on the disk go with it: those that the server wrote itself. All others stay.</param>
internal sealed record TrashedImageView(
    string Id, string Name, int Width, int Height, string ThumbHash, DateTimeOffset RemovedAt, DateTimeOffset? ExpiresAt, bool ErasesFiles);

/// <summary>An image that was purged, and that scans pass over for that.</summary>
/// <param name="Id"><c>img_…</c></param>
/// <param name="Path">Where a file of it lies, if there is one still: below the folder.</param>
internal sealed record RemovalView(string Id, string Name, DateTimeOffset PurgedAt, string? FolderId, string? FolderName, string? Path);

/// <param name="Count">How many images.</param>
internal sealed record TrashOutcome(int Count);
