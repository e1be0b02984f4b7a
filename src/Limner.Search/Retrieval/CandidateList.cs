using Limner.Search.Fusion;

namespace Limner.Search.Retrieval;

/// <summary>An image that may become an example, and where each ranking has it.</summary>
internal sealed record Candidate(long ImageId, long ContentId)
{
    public int? TextRank { get; init; }

    public int? MeaningRank { get; init; }

    /// <summary>0..1.</summary>
    public double? Meaning { get; init; }

    public int? LikenessRank { get; init; }

    /// <summary>0..1.</summary>
    public double? Likeness { get; init; }

    public double Fused => ReciprocalRankFusion.Score(TextRank, MeaningRank, LikenessRank);
}

/// <summary>Candidates of all rankings that were asked, each once.</summary>
internal sealed class CandidateList
{
    private readonly Dictionary<long, Candidate> _byImage = [];
    private int _rankings;

    /// <summary>Says that so many more rankings were asked, whether they had anything or not.</summary>
    public void AddRankings(int count) => _rankings += count;

    public void Add(long imageId, long contentId, Func<Candidate, Candidate> change)
        => _byImage[imageId] = change(_byImage.GetValueOrDefault(imageId) ?? new Candidate(imageId, contentId));

    /// <summary>As <see cref="Add"/> for all images of a content that are there, or else for this one.</summary>
    public void AddContent(long imageId, long contentId, Func<Candidate, Candidate> change)
    {
        var same = _byImage.Values.Where(candidate => candidate.ContentId == contentId).Select(candidate => candidate.ImageId).ToList();
        foreach (var id in same.Count > 0 ? same : [imageId])
        {
            Add(id, contentId, change);
        }
    }

    /// <summary>Best first; of equals the newer image.</summary>
    public List<Candidate> Best(int count) => [.. _byImage.Values.OrderByDescending(candidate => candidate.Fused).ThenByDescending(candidate => candidate.ImageId).Take(count)];

    /// <summary>0..1: 1 where every ranking has it first.</summary>
    public double ScoreOf(Candidate candidate) => candidate.Fused * (ReciprocalRankFusion.K + 1) / _rankings;
}
