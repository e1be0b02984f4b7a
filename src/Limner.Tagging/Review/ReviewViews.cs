using Limner.Tagging.Operations;

namespace Limner.Tagging.Review;

/// <summary>A tag that a model suggests for a picture and nobody has said anything of.</summary>
/// <param name="Width">Of the upright picture, in pixels.</param>
internal sealed record SuggestionView(string ImageId, string ImageName, int Width, int Height, string ThumbHash, string TagId, string TagName, string Model, double Confidence);

/// <summary>Which suggestions are asked for.</summary>
/// <param name="Tag">A tag's name in any spelling; tags below it as well.</param>
/// <param name="Folder">A folder's id.</param>
/// <param name="Min">Confidence, 0..1.</param>
/// <param name="Order"><c>surest</c> (the default) or <c>unsurest</c> first.</param>
internal sealed record SuggestionFilter(string? Tag, string? Model, string? Folder, double? Min, double? Max, string? Order);

/// <param name="Items">1 to 500.</param>
internal sealed record ReviewRequest(IReadOnlyList<ReviewItem?> Items);

/// <param name="Replacement">Of a rejection: the name of the tag that is right instead.</param>
internal sealed record ReviewItem(string? ImageId, string? TagId, TagVerdict Verdict, string? Replacement);

/// <summary>How often a model was right with a tag.</summary>
/// <param name="Suggested">Pictures for which it has suggested it.</param>
/// <param name="Waiting">Of those, nobody has said anything of.</param>
/// <param name="Precision">Accepted of those that were accepted or rejected, 0..1; null while there are none.</param>
internal sealed record ReviewStatisticView(string TagId, string TagName, string Model, int Suggested, int Waiting, int Accepted, int Rejected, double? Precision);

/// <summary>How often a model was right at all.</summary>
internal sealed record ModelStatisticView(string Model, int Suggested, int Waiting, int Accepted, int Rejected, double? Precision);

/// <param name="Models">Every model that has suggested anything.</param>
/// <param name="Tags">The 500 most suggested of the tags asked for.</param>
internal sealed record ReviewStatisticsView(IReadOnlyList<ModelStatisticView> Models, IReadOnlyList<ReviewStatisticView> Tags);
