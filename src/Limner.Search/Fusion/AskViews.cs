using Limner.Search.Querying;

namespace Limner.Search.Fusion;

/// <summary>A question to the library.</summary>
/// <param name="Query">As in the search box: words, and the query language; left out: nothing but the filters.</param>
/// <param name="K">How many images, 1 to 200.</param>
/// <param name="Threshold">0..1: the least score of what is found by meaning; left out: the server's own beside text, none for meaning alone.</param>
/// <param name="Mode">Left out: by text and meaning where that can be done, else by text.</param>
/// <param name="Filters">As of <c>GET /images</c>, without <c>q</c>.</param>
internal sealed record AskRequest(string? Query, double? Threshold, SearchMode? Mode, FilterParameters? Filters, int K = 5);

/// <summary>The images that answer best.</summary>
/// <param name="ModeUsed">How the words were looked for.</param>
/// <param name="ModeReason">Why as text alone, where by meaning was asked for or would have been the default.</param>
/// <param name="Model">Whose vectors were compared; left out: none.</param>
internal sealed record AskView(IReadOnlyList<AskHit> Items, SearchMode ModeUsed, TextReason? ModeReason, string? Model);

/// <summary>An image and where each ranking has it.</summary>
/// <param name="Image">With the words it was found by in <c>matches</c>, and how well it fits their meaning in <c>meaning</c>.</param>
/// <param name="Score">Of reciprocal rank fusion (k = 60); left out where nothing ranks.</param>
/// <param name="TextRank">Among the images that have the words, from 1; left out: it does not have them, or nothing ranks.</param>
/// <param name="MeaningRank">Among those found by meaning, from 1.</param>
internal sealed record AskHit(ImageSummary Image, double? Score, int? TextRank, int? MeaningRank);
