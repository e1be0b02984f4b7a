using System.Globalization;
using System.Linq.Expressions;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Querying.Conditions;

/// <summary>The searcher has, or has not, marked it as a favourite.</summary>
internal sealed record FavouriteCondition(bool IsFavourite) : ImageCondition
{
    public override Expression<Func<ImageRow, bool>> Of(LimnerDb db, Searcher searcher)
    {
        var favourites = db.Set<ImageMarkRow>().Where(mark => mark.UserId == searcher.UserId && mark.Favourite).Select(mark => mark.ImageId);
        var isFavourite = IsFavourite;
        return image => favourites.Contains(image.Id) == isFavourite;
    }
}

/// <summary>How many stars the searcher sees: their own, else those of its files. Without stars it is in no range.</summary>
/// <param name="Least">0..5.</param>
/// <param name="Most">0..5, at least <paramref name="Least"/>.</param>
internal sealed record RatingCondition(int Least, int Most) : ImageCondition
{
    private const int MaxStars = 5;

    /// <summary><c>4</c>, <c>&gt;=4</c>, <c>&lt;3</c>, <c>2..4</c> or <c>none</c>.</summary>
    public static ImageCondition? Read(string text)
    {
        if (text.Equals("none", StringComparison.OrdinalIgnoreCase))
        {
            return new Not(new RatingCondition(1, MaxStars));
        }

        if (text.Split("..") is [var first, var last])
        {
            return Stars(first) is { } least && Stars(last) is { } most && least <= most ? new RatingCondition(least, most) : null;
        }

        var digits = text.TrimStart('<', '>', '=');
        return Stars(digits) is not { } stars ? null : text[..^digits.Length] switch
        {
            "" or "=" => new RatingCondition(stars, stars),
            ">=" => new RatingCondition(stars, MaxStars),
            ">" when stars < MaxStars => new RatingCondition(stars + 1, MaxStars),
            "<=" => new RatingCondition(1, stars),
            "<" when stars > 1 => new RatingCondition(1, stars - 1),
            _ => null,
        };
    }

    public override Expression<Func<ImageRow, bool>> Of(LimnerDb db, Searcher searcher)
    {
        var (least, most) = (Least, Most);
        var marks = db.Set<ImageMarkRow>().Where(mark => mark.UserId == searcher.UserId);
        var rated = marks.Where(mark => mark.Rating >= least && mark.Rating <= most).Select(mark => mark.ImageId);

        // Who has rated a picture does not see what its files say.
        var ratedByAny = marks.Where(mark => mark.Rating != null).Select(mark => mark.ImageId);
        var ratedInFiles = db.Set<ImageValuesRow>().Where(values => values.Rating >= least && values.Rating <= most).Select(values => values.ImageId);
        return image => rated.Contains(image.Id) || (ratedInFiles.Contains(image.Id) && !ratedByAny.Contains(image.Id));
    }

    private static int? Stars(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var stars) && stars is >= 1 and <= MaxStars ? stars : null;
}
