using System.Text.Json;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Describing;

/// <summary>What has been answered before.</summary>
internal static class KnownAnswers
{
    /// <summary>Usable answers to this key, by content.</summary>
    public static IQueryable<ModelAnswerRow> Usable(LimnerDb db, AnswerKey key) => All(db, key).Where(answer => answer.ErrorCode == null);

    /// <summary>Also that there was no usable answer.</summary>
    public static IQueryable<ModelAnswerRow> All(LimnerDb db, AnswerKey key)
    {
        var (ownerId, model, promptVersionId, parameters) = key;
        return db.Set<ModelAnswerRow>().AsNoTracking()
            .Where(answer => answer.OwnerId == ownerId && answer.Model == model && answer.PromptVersionId == promptVersionId && answer.Parameters == parameters);
    }

    public static PictureAnswer Read(ModelAnswerRow row) => new(row.Caption, ReadTags(row.Tags));

    public static IReadOnlyList<SuggestedTag> ReadTags(string? json) => json is null ? [] : JsonSerializer.Deserialize<SuggestedTag[]>(json) ?? [];

    public static string WriteTags(IReadOnlyList<SuggestedTag> tags) => JsonSerializer.Serialize(tags);

    /// <summary>Images of somebody's that lack an answer to the key; archived ones are left alone.</summary>
    /// <param name="folderIds">Only with a file in one of these; null: wherever.</param>
    public static IQueryable<ImageRow> Lacking(LimnerDb db, AnswerKey key, IReadOnlyCollection<long>? folderIds)
    {
        var images = Visibility.OwnedBy(db, key.OwnerId).Where(image => image.ArchivedAt == null);
        if (folderIds is not null)
        {
            images = images.Where(image => db.Set<ImageFileRow>().Any(file => file.ImageId == image.Id && EF.Parameter(folderIds).Contains(file.FolderId)));
        }

        return images.Where(image => !All(db, key).Any(answer => answer.ContentId == image.ContentId));
    }
}
