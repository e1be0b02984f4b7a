using System.Text.Json;
using Limner.Library;
using Limner.Storage;
using Limner.Storage.Events;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Text;

/// <summary>Deletes what was read in contents that nobody shows any more.</summary>
internal sealed class TextsOfForgotten : IDomainEventHandler<ContentsForgotten>
{
    public async Task HandleAsync(ContentsForgotten message, LimnerDb db, CancellationToken cancellation)
    {
        var ids = JsonSerializer.Serialize(message.ContentIds);
        await db.Database.ExecuteSqlAsync($"DELETE FROM text_lines WHERE content_id IN (SELECT value FROM json_each({ids}))", cancellation);
        await db.Database.ExecuteSqlAsync($"DELETE FROM content_texts WHERE content_id IN (SELECT value FROM json_each({ids}))", cancellation);
    }
}
