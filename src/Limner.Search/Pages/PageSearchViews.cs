using Limner.Documents;
using Limner.Search.Fusion;

namespace Limner.Search.Pages;

/// <summary>Pages of documents that words find, best first.</summary>
/// <param name="ModeUsed">How the words were looked for.</param>
/// <param name="ModeReason">Why as text alone, where by meaning was asked for or would have been the default.</param>
/// <param name="Model">Whose vectors were compared; left out: none.</param>
internal sealed record FoundPagesView(IReadOnlyList<FoundPage> Items, SearchMode ModeUsed, TextReason? ModeReason, string? Model);

/// <summary>A page and where each ranking has it.</summary>
/// <param name="Score">Of reciprocal rank fusion (k = 60).</param>
/// <param name="TextRank">Among the pages on which the words stand, from 1; left out: they do not.</param>
/// <param name="MeaningRank">Among those found by meaning, from 1.</param>
/// <param name="Excerpt">A piece of its text around the first of the words.</param>
/// <param name="Meaning">How well what the page shows fits the words.</param>
internal sealed record FoundPage(PageSummary Page, double Score, int? TextRank, int? MeaningRank, string? Excerpt, MeaningView? Meaning);
