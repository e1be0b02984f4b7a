namespace Limner.Library.Marks;

/// <summary>What the asking person says of a picture; nobody else is told.</summary>
/// <param name="Rating">0..5 stars; left out: not rated.</param>
internal sealed record MarksView(bool Favourite, int? Rating)
{
    public static readonly MarksView None = new(Favourite: false, Rating: null);
}
