namespace Limner.Library;

/// <summary>What lists, counts and suggestions are about.</summary>
public static class ListedImages
{
    /// <summary>Without the images that their owners have archived.</summary>
    public static IQueryable<ImageRow> Listed(this IQueryable<ImageRow> images) => images.Where(image => image.ArchivedAt == null);
}
