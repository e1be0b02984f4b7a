using Limner.Storage;

namespace Limner.Library;

/// <summary>Who may see what. Every module reaches images through here, so that there is one place to get it right.</summary>
public static class ImageVisibility
{
    /// <summary>
    /// The images a user may see: their own, not removed, with at least one file that can be shown. A foreign image is simply not there.
    /// The conditions match the partial indexes of <c>images</c>.
    /// </summary>
    public static IQueryable<ImageRow> VisibleTo(this LimnerDb db, long userId)
        => db.Set<ImageRow>().Where(image => image.OwnerId == userId && image.RemovedAt == null && image.MissingSince == null);
}
