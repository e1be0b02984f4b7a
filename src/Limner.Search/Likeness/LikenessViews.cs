using Limner.Search.Pages;
using Limner.Search.Querying;

namespace Limner.Search.Likeness;

/// <summary>Images, and pages of documents, that look like what was asked for, most alike first.</summary>
/// <param name="Pages">At most fifty, and none where a filter is set: filters are about images.</param>
/// <param name="Model">Whose vectors were compared; null where no picture has one yet.</param>
internal sealed record SimilarView(IReadOnlyList<SimilarImage> Items, IReadOnlyList<SimilarPage> Pages, string? Model);

/// <summary>An image and how alike it is.</summary>
/// <param name="Score">0..1, of the same meaning for every model: how likely both show the same kind of thing.</param>
/// <param name="Cosine">-1..1, of the vectors themselves: comparable within one model only.</param>
internal sealed record SimilarImage(ImageSummary Image, double Score, double Cosine);

/// <summary>What stands for a picture that was shown.</summary>
/// <param name="Like">To be sent as <c>like</c>. It is made of nothing but the picture's vector, and holds until the model changes.</param>
internal sealed record ShownPictureView(string Like);
