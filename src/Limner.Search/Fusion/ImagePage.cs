using System.Text.Json.Serialization;
using Limner.Search.Querying;

namespace Limner.Search.Fusion;

/// <summary>A page of images.</summary>
/// <param name="Items">At most as many as were asked for.</param>
/// <param name="NextCursor">Pass it back as <c>cursor</c> for the following page; null on the last page.</param>
/// <param name="Total">How many there are in all.</param>
/// <param name="ModeUsed">How the words of the query were looked for.</param>
/// <param name="ModeReason">Why as text alone, where by meaning was asked for or would have been the default.</param>
internal sealed record ImagePage(
    IReadOnlyList<ImageSummary> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor,
    long? Total,
    SearchMode ModeUsed,
    TextReason? ModeReason);
