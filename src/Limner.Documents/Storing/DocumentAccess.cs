using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Documents.Storing;

/// <summary>Who sees which documents: their owner, and of those in folders everybody who sees the folder.</summary>
internal sealed class DocumentAccess(Visibility visibility)
{
    /// <summary>Not tracked.</summary>
    public IQueryable<DocumentRow> VisibleTo(LimnerDb db, long userId)
    {
        var folders = visibility.FoldersVisibleTo(db, userId);
        return db.Set<DocumentRow>().AsNoTracking()
            .Where(document => (document.FolderId == null && document.OwnerId == userId) || folders.Any(folder => folder.Id == document.FolderId));
    }

    /// <summary>Those of them that the user may have read and deleted: their own, and those in folders shared for editing.</summary>
    public IQueryable<DocumentRow> EditableBy(LimnerDb db, long userId)
    {
        var folders = EditableFolders(db, userId);
        return VisibleTo(db, userId).Where(document => document.OwnerId == userId || folders.Any(folder => folder.Id == document.FolderId));
    }

    public IQueryable<FolderRow> EditableFolders(LimnerDb db, long userId) => visibility.FoldersEditableBy(db, userId);

    /// <exception cref="LimnerException"><c>not_found</c>.</exception>
    public async Task<DocumentRow> RequireVisibleAsync(LimnerDb db, long userId, string id, CancellationToken cancellation)
    {
        var documentId = ParseId(id);
        return await VisibleTo(db, userId).FirstOrDefaultAsync(document => document.Id == documentId, cancellation) ?? throw NoDocument();
    }

    /// <exception cref="LimnerException"><c>not_found</c>: no such document for this user; <c>authorization</c>: they see it, no more.</exception>
    public async Task<DocumentRow> RequireEditableAsync(LimnerDb db, long userId, string id, CancellationToken cancellation)
    {
        var documentId = ParseId(id);
        if (await EditableBy(db, userId).FirstOrDefaultAsync(document => document.Id == documentId, cancellation) is { } document)
        {
            return document;
        }

        throw await VisibleTo(db, userId).AnyAsync(other => other.Id == documentId, cancellation)
            ? new LimnerException(ErrorCatalogue.Authorization, "The folder is shared with you for viewing only.")
            : NoDocument();
    }

    public static string PublicIdOf(long id) => PublicId.Format(IdPrefixes.Document, id);

    public static LimnerException NoDocument() => new(ErrorCatalogue.NotFound, "No such document.");

    private static long ParseId(string id) => PublicId.TryParse(IdPrefixes.Document, id, out var number) ? number : throw NoDocument();
}
