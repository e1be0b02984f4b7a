using System.Text.Json;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Documents.Storing;

/// <summary>The JSON that rows of documents and pages hold.</summary>
internal static class StoredElements
{
    public static IReadOnlyList<DocumentElement> Read(string? json) => json is null ? [] : JsonSerializer.Deserialize<List<DocumentElement>>(json, DocumentJson.Options) ?? [];

    public static DocumentPage? ReadPage(string? json) => json is null ? null : JsonSerializer.Deserialize<DocumentPage>(json, DocumentJson.Options);

    public static DocumentMetadata? ReadMetadata(string? json) => json is null ? null : JsonSerializer.Deserialize<DocumentMetadata>(json, DocumentJson.Options);

    public static async Task<IReadOnlyList<OutlineEntry>> ReadOutlineAsync(LimnerDb db, long documentId, CancellationToken cancellation)
        => await db.Set<DocumentOutlineRow>().Where(row => row.DocumentId == documentId).Select(row => row.Outline).FirstOrDefaultAsync(cancellation) is { } json
            ? JsonSerializer.Deserialize<List<OutlineEntry>>(json, DocumentJson.Options) ?? []
            : [];
}
