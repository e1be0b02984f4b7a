using Limner.Vision.Embedding;

namespace Limner.Search.Fusion;

/// <summary>All images that a question finds, best first, and why each was found.</summary>
/// <param name="Words">What was looked for by its meaning.</param>
/// <param name="Scale">What a cosine of the words and a picture says.</param>
/// <param name="Model">Whose vectors were compared.</param>
internal sealed record FusedList(IReadOnlyList<FusedHit> Hits, string Words, LikenessScale Scale, string Model)
{
    public const int BytesOfHit = 40;

    /// <summary>0..1: what is found by meaning scores that at least. Of the question, or else of the settings when it was made.</summary>
    public double LeastScore { get; init; }

    public MeaningView? MeaningOf(FusedHit hit) => hit.MeaningRank is null ? null : new MeaningView(Words, Math.Round(Scale.ScoreOf(hit.Cosine), 4), Math.Round(hit.Cosine, 6));

    /// <summary>
    /// Joins two rankings. Of what both rank alike the words come first, then the newer image: the order is the same whenever the rankings are.
    /// </summary>
    /// <param name="text">Images that have the words, best first.</param>
    /// <param name="meaning">Contents by what the words mean, nearest first.</param>
    /// <param name="imagesOf">
    /// Which image stands for a content that no image of <paramref name="text"/> has; null: none that the person may see. A content that several of them
    /// have lends its rank to each.
    /// </param>
    public static FusedList Join(IReadOnlyList<(long Id, long ContentId)> text, MeaningHits meaning, IReadOnlyDictionary<long, long> imagesOf)
    {
        var found = new Dictionary<long, (int Rank, double Cosine)>(meaning.Hits.Count);
        foreach (var hit in meaning.Hits)
        {
            if (imagesOf.ContainsKey(hit.ContentId))
            {
                found[hit.ContentId] = (found.Count + 1, hit.Cosine);
            }
        }

        var hits = new List<FusedHit>(text.Count + found.Count);
        var withText = new HashSet<long>();
        foreach (var (id, contentId) in text)
        {
            var (rank, cosine) = found.GetValueOrDefault(contentId);
            hits.Add(new FusedHit(id, hits.Count + 1, rank == 0 ? null : rank, cosine));
            withText.Add(contentId);
        }

        hits.AddRange(found.Where(content => !withText.Contains(content.Key)).Select(content => new FusedHit(imagesOf[content.Key], null, content.Value.Rank, content.Value.Cosine)));
        hits.Sort(FusedHit.BestFirst);
        return new FusedList(hits, meaning.Words, meaning.Scale, meaning.Space.Model);
    }
}

/// <summary>An image in a joined ranking.</summary>
/// <param name="TextRank">Among those that have the words, from 1; null: it does not have them.</param>
/// <param name="MeaningRank">Among those found by meaning, from 1; null: it is none of them.</param>
/// <param name="Cosine">-1..1, of the words' and the picture's vectors; of no meaning without a <see cref="MeaningRank"/>.</param>
internal readonly record struct FusedHit(long ImageId, int? TextRank, int? MeaningRank, double Cosine)
{
    /// <summary>See <see cref="ReciprocalRankFusion"/>.</summary>
    public double Score { get; } = ReciprocalRankFusion.Score(TextRank, MeaningRank);

    /// <summary>Best first; no two hits of a list are equal.</summary>
    public static int BestFirst(FusedHit one, FusedHit other)
        => one.Score != other.Score ? other.Score.CompareTo(one.Score)
            : one.TextRank != other.TextRank ? (one.TextRank ?? int.MaxValue).CompareTo(other.TextRank ?? int.MaxValue)
            : other.ImageId.CompareTo(one.ImageId);
}
