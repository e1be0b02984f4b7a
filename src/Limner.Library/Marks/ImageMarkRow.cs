namespace Limner.Library;

/// <summary>What one person says of a picture, for themselves alone (table <c>image_marks</c>); no row says nothing.</summary>
public sealed class ImageMarkRow
{
    public long UserId { get; set; }

    public long ImageId { get; set; }

    public bool Favourite { get; set; }

    /// <summary>0..5 stars; null: not rated.</summary>
    public int? Rating { get; set; }
}
