namespace Limner.Library;

/// <summary>A document that lies in a folder.</summary>
/// <param name="RelativePath">Below the folder.</param>
/// <param name="Size">In bytes.</param>
/// <param name="ModifiedAt">In whole milliseconds.</param>
public sealed record FoundDocument(string RelativePath, long Size, DateTimeOffset ModifiedAt);

/// <summary>What a scan met of documents.</summary>
/// <param name="Found">In the order of the walk.</param>
/// <param name="IsUnknown">Whether nothing is known of what lies under a path: its directory could not be listed, or it is being written.</param>
public sealed record DocumentsInFolder(IReadOnlyList<FoundDocument> Found, Func<string, bool> IsUnknown);

/// <summary>Takes what scans meet of documents (PDF): they are no pictures and another module's.</summary>
public interface IFolderDocuments
{
    /// <summary>Called by each scan of a folder that was listed to its end and is there, in no transaction.</summary>
    /// <returns>How many are new, changed or gone.</returns>
    Task<int> NoteAsync(FolderRow folder, DocumentsInFolder documents, CancellationToken cancellation);
}
