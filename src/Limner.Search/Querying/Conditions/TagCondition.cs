using System.Linq.Expressions;
using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Storage;
using Limner.Tagging;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Querying.Conditions;

/// <summary>It has a tag, or one below it.</summary>
/// <param name="Tag">A name in any spelling, or an id.</param>
internal sealed record TagCondition(string Tag) : ImageCondition
{
    public override Expression<Func<ImageRow, bool>> Of(LimnerDb db, Searcher searcher)
    {
        var meant = Called(db, searcher).WithNarrower(db);
        var tagged = db.Set<ImageTagRow>().Where(row => meant.Contains(row.TagId)).Select(row => row.ImageId);
        return image => tagged.Contains(image.Id);
    }

    /// <summary>
    /// Tags by name in any spelling, whoever's they are, or by the id of one that the user can know of: their own, or one that an image they see
    /// has. The id of any other must not tell how it reads, so it is nothing but a name.
    /// </summary>
    private IQueryable<TagRow> Called(LimnerDb db, Searcher searcher)
    {
        var key = TagName.KeyOf(Tag);
        var isId = PublicId.TryParse(IdPrefixes.Tag, Tag, out var id);
        if (!searcher.WithShared)
        {
            return db.Set<TagRow>().Where(row => row.OwnerId == searcher.UserId && (row.NameKey == key || (row.Id == (isId ? id : -1))));
        }

        if (!isId)
        {
            return db.Set<TagRow>().Where(row => row.NameKey == key);
        }

        var visible = searcher.Images(db);
        var keys = db.Set<TagRow>()
            .Where(row => row.Id == id && (row.OwnerId == searcher.UserId || db.Set<ImageTagRow>().Any(tagged => tagged.TagId == row.Id && visible.Any(image => image.Id == tagged.ImageId))))
            .Select(row => row.NameKey);
        return db.Set<TagRow>().Where(row => row.NameKey == key || keys.Contains(row.NameKey));
    }
}
