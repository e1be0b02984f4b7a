using Limner.Library;

namespace Limner.Tagging.Operations;

/// <summary>What people said of what models say of one image.</summary>
/// <param name="Verdicts">Of its tags.</param>
/// <param name="Caption">Of its caption; null: nothing.</param>
internal sealed record ImageVerdicts(IReadOnlyList<ImageVerdict> Verdicts, CaptionVerdict? Caption = null);

/// <param name="WrittenAt">When the caption that is meant was written, in milliseconds since 1970; another one is left alone.</param>
/// <param name="Instead">What is right, where it was edited.</param>
internal sealed record CaptionVerdict(long WrittenAt, DescriptionVerdict Verdict, string? Instead)
{
    /// <returns>Null where the caption is not to be had any more: somebody else was faster, or the model has written another.</returns>
    public DescriptionState? Apply(DescriptionState before, DateTimeOffset now)
        => before is { Own: null, IsRejected: false, Written: not null } && before.WrittenAt == WrittenAt ? before.With(Verdict, Instead, now) : null;
}

/// <param name="ReplacementId">Of a rejection: the tag that is right instead.</param>
internal sealed record ImageVerdict(long TagId, TagVerdict Verdict, long? ReplacementId);

/// <summary>What an operation makes of one image's tags: plain functions of what was before.</summary>
internal static class ImageTagTransforms
{
    /// <summary>
    /// All that was said of the others is said of the target. Where somebody gave any of them by hand, the image has the target. Otherwise what was
    /// taken off stays off: the target itself, or one of the others if nothing else says the target.
    /// </summary>
    public static ImageTagState Merge(ImageTagState before, long into)
    {
        var given = before.Given.GroupBy(tag => (tag.Source, tag.Model)).Select(same => new TagGiven(into, same.Key.Source, same.Key.Model, same.Max(tag => tag.Confidence))).ToHashSet();
        var reviews = before.Reviews.GroupBy(review => review.Model, StringComparer.Ordinal).Select(same => same.MaxBy(review => review.ReviewedAt) with { TagId = into }).ToHashSet();
        var isManual = given.Any(tag => tag.Source == TagSource.Manual);
        if (!isManual && (before.Rejected.Contains(into) || (before.Rejected.Count > 0 && given.Count == 0)))
        {
            return new ImageTagState(new HashSet<TagGiven>(), new HashSet<long> { into }, reviews);
        }

        return new ImageTagState(given, new HashSet<long>(), reviews);
    }

    /// <summary>Whatever was given is taken off for good.</summary>
    public static ImageTagState Delete(ImageTagState before)
        => before with { Given = new HashSet<TagGiven>(), Rejected = before.Rejected.Concat(before.Given.Select(tag => tag.TagId)).ToHashSet() };

    /// <summary>An accepted tag is the person's word too; a rejected one is off the image, whoever said it, and stays off.</summary>
    public static ImageTagState Review(ImageTagState before, IEnumerable<ImageVerdict> verdicts, DateTimeOffset now)
    {
        var (given, rejected, reviews) = (before.Given.ToHashSet(), before.Rejected.ToHashSet(), before.Reviews.ToHashSet());
        foreach (var verdict in verdicts)
        {
            var suggested = given.Where(tag => tag.TagId == verdict.TagId && tag.Source == TagSource.Model).ToList();
            if (suggested.Count == 0)
            {
                // Nobody suggests it any more: somebody else was faster, or the model has thought better of it.
                continue;
            }

            reviews.RemoveWhere(review => review.TagId == verdict.TagId && suggested.Exists(tag => string.Equals(tag.Model, review.Model, StringComparison.Ordinal)));
            reviews.UnionWith(suggested.Select(tag => new TagReviewed(tag.TagId, tag.Model, verdict.Verdict, tag.Confidence, now.ToUnixTimeMilliseconds())));
            if (verdict.Verdict == TagVerdict.Rejected)
            {
                given.RemoveWhere(tag => tag.TagId == verdict.TagId);
                rejected.Add(verdict.TagId);
            }

            if ((verdict.Verdict == TagVerdict.Accepted ? verdict.TagId : verdict.ReplacementId) is { } right)
            {
                given.Add(new TagGiven(right, TagSource.Manual, "", null));
                rejected.Remove(right);
            }
        }

        return new ImageTagState(given, rejected, reviews);
    }
}
