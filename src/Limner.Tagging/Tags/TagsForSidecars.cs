using Limner.Library;
using Limner.Storage;
using Limner.Tagging.Vocabularies;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Tags;

/// <summary>
/// What belongs into sidecars: once somebody has given or taken a tag by hand, or has renamed or merged one that the file says, all that people and files say.
/// What a model believes stays here: written down it would come back as somebody's word.
/// </summary>
internal sealed class TagsForSidecars : ISidecarKeywords
{
    public async Task<IReadOnlyDictionary<long, SidecarKeywords>> FindAsync(LimnerDb db, IReadOnlyCollection<long> imageIds, CancellationToken cancellation)
    {
        var tags = await db.Set<ImageTagRow>().AsNoTracking()
            .Where(row => EF.Parameter(imageIds).Contains(row.ImageId) && row.Source != TagSource.Model)
            .Join(db.Set<TagRow>(), row => row.TagId, tag => tag.Id, (row, tag) => new { row.ImageId, row.Source, tag.Id, tag.Name })
            .OrderBy(tag => tag.Id)
            .ToListAsync(cancellation);
        var rejected = await db.Set<RejectedTagRow>().AsNoTracking()
            .Where(row => EF.Parameter(imageIds).Contains(row.ImageId))
            .Join(db.Set<TagRow>(), row => row.TagId, tag => tag.Id, (row, tag) => new { row.ImageId, tag.Name })
            .ToListAsync(cancellation);

        // A file that says what a tag was once called is to say what it is called now.
        var former = await db.Set<ImageTagRow>().AsNoTracking()
            .Where(row => EF.Parameter(imageIds).Contains(row.ImageId) && row.Source == TagSource.File)
            .Join(db.Set<VocabularyWordRow>().Where(word => word.Former), row => row.TagId, word => word.TagId, (row, word) => new { row.ImageId, word.Name })
            .ToListAsync(cancellation);
        var refused = rejected.Concat(former).ToLookup(tag => tag.ImageId, tag => tag.Name);
        var asked = tags.Where(tag => tag.Source == TagSource.Manual).Select(tag => tag.ImageId).Concat(refused.Select(group => group.Key)).ToHashSet();
        return tags.Select(tag => tag.ImageId).Concat(asked).Where(asked.Contains).Distinct()
            .ToDictionary(id => id, id => new SidecarKeywords([.. tags.Where(tag => tag.ImageId == id).Select(tag => tag.Name).Distinct()], [.. refused[id]]));
    }
}
