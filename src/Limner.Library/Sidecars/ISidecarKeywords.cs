using Limner.Storage;

namespace Limner.Library;

/// <summary>The keywords that belong into the sidecars of an image because of what people say.</summary>
/// <param name="Wanted">All that are to be there; others that are there stay.</param>
/// <param name="Refused">Those that somebody took off.</param>
public sealed record SidecarKeywords(IReadOnlyList<string> Wanted, IReadOnlyList<string> Refused);

/// <summary>Says which keywords belong into sidecars. The module that keeps tags contributes it.</summary>
public interface ISidecarKeywords
{
    /// <summary>One query or a few for however many images. An image about whose keywords nobody said anything is left out.</summary>
    Task<IReadOnlyDictionary<long, SidecarKeywords>> FindAsync(LimnerDb db, IReadOnlyCollection<long> imageIds, CancellationToken cancellation);
}
