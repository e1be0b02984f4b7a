using Limner.Tagging.Operations;

namespace Limner.Tagging.Review;

/// <summary>A tag that a model suggests for a picture and nobody has said anything of.</summary>
/// <param name="Width">Of the upright picture, in pixels.</param>
internal sealed record SuggestionView(string ImageId, string ImageName, int Width, int Height, string ThumbHash, string TagId, string TagName, string Model, double Confidence);

/// <summary>A caption that a model wrote and that is shown, as nobody has said anything of it.</summary>
/// <param name="Width">Of the upright picture, in pixels.</param>
/// <param name="Text">One line of up to 2,000 characters.</param>
/// <param name="WrittenAt">Names it in a review: the model may have written another by then.</param>
internal sealed record CaptionSuggestionView(string ImageId, string ImageName, int Width, int Height, string ThumbHash, string Text, string Model, DateTimeOffset WrittenAt);

/// <summary>Which suggestions are asked for.</summary>
/// <param name="Tag">A tag's name in any spelling; tags below it as well.</param>
/// <param name="Folder">A folder's id.</param>
/// <param name="Min">Confidence, 0..1.</param>
/// <param name="Order"><c>surest</c> (the default) or <c>unsurest</c> first.</param>
internal sealed record SuggestionFilter(string? Tag, string? Model, string? Folder, double? Min, double? Max, string? Order);

/// <param name="Items">1 to 500.</param>
internal sealed record ReviewRequest(IReadOnlyList<ReviewItem?> Items);

/// <summary>What is said of a tag, or of a caption.</summary>
/// <param name="TagId">Left out of what is said of a caption.</param>
/// <param name="WrittenAt">Of a caption, as it was listed; one that the model has written since is left alone.</param>
/// <param name="Replacement">Of a rejection: the name of the tag, or the caption (up to 10,000 characters), that is right instead.</param>
internal sealed record ReviewItem(string? ImageId, string? TagId, DateTimeOffset? WrittenAt, TagVerdict Verdict, string? Replacement);

/// <summary>How often a model was right with a tag.</summary>
/// <param name="Suggested">Pictures for which it has suggested it.</param>
/// <param name="Waiting">Of those, nobody has said anything of.</param>
/// <param name="Precision">Accepted of those that were accepted or rejected, 0..1; null while there are none.</param>
internal sealed record ReviewStatisticView(string TagId, string TagName, string Model, int Suggested, int Waiting, int Accepted, int Rejected, double? Precision);

/// <summary>How often a model was right at all.</summary>
internal sealed record ModelStatisticView(string Model, int Suggested, int Waiting, int Accepted, int Rejected, double? Precision);

/// <summary>How often a model's captions were right.</summary>
/// <param name="Written">Pictures that it has described.</param>
/// <param name="Waiting">Of those, shown while nobody has said anything of it.</param>
/// <param name="Edited">A person has written something else instead.</param>
/// <param name="Precision">Accepted of those that were accepted, edited or rejected, 0..1; null while there are none.</param>
internal sealed record CaptionStatisticView(string Model, int Written, int Waiting, int Accepted, int Edited, int Rejected, double? Precision);

/// <param name="Models">Every model that has suggested any tag.</param>
/// <param name="Captions">Every model that has written captions.</param>
/// <param name="Tags">The 500 most suggested of the tags asked for.</param>
internal sealed record ReviewStatisticsView(IReadOnlyList<ModelStatisticView> Models, IReadOnlyList<CaptionStatisticView> Captions, IReadOnlyList<ReviewStatisticView> Tags);
