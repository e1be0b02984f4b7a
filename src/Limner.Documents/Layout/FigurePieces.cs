namespace Limner.Documents.Layout;

/// <summary>Puts the pieces of a drawing together: of what a scanner has blurred only the darkest shapes stand out, with nothing to be seen between them.</summary>
internal static class FigurePieces
{
    /// <summary>In points: smaller ones are specks, or what is left of letters.</summary>
    private const double LeastSide = 9;

    /// <summary>In points: pieces further apart are two drawings.</summary>
    private const double Reach = 45;

    /// <summary>Pieces of a page beyond which it is no drawing but dirt: they are left as they are.</summary>
    private const int MostPieces = 200;

    /// <param name="regions">In points, none over another.</param>
    /// <returns>Boxes around pieces with no text between them, none over another, and the other regions as they were.</returns>
    /// <exception cref="OperationCanceledException"/>
    public static List<PageBox> Join(IReadOnlyList<PageBox> regions, IReadOnlyList<PageWord> words, CancellationToken cancellation)
    {
        var pieces = regions.Where(IsPiece).ToList();
        if (pieces.Count > MostPieces)
        {
            return [.. regions];
        }

        // Numbers stand along axes and on bars.
        var text = RowIndex<PageBox>.Of(words.Where(word => word.Text.Any(char.IsLetter)).Select(word => word.Box), box => box);
        for (var i = 0; i < pieces.Count; i++)
        {
            for (var j = pieces.Count - 1; j > i; j--)
            {
                cancellation.ThrowIfCancellationRequested();
                var (one, other, both) = (pieces[i], pieces[j], pieces[i].Union(pieces[j]));
                var (nearX, nearY) = (one.OverlapX(other), one.OverlapY(other));
                var isOver = nearX > 0 && nearY > 0;
                if (isOver || (nearX > -Reach && nearY > -Reach && !text.Beside(both).Any(word => both.Contains(word.CentreX, word.CentreY) && !one.Contains(word.CentreX, word.CentreY) && !other.Contains(word.CentreX, word.CentreY))))
                {
                    // What was joined may reach those that were looked at before.
                    pieces[i] = both;
                    pieces.RemoveAt(j);
                    i = -1;
                    break;
                }
            }
        }

        return [.. pieces, .. regions.Where(region => !IsPiece(region))];
    }

    private static bool IsPiece(PageBox region) => region.Width >= LeastSide && region.Height >= LeastSide;
}
