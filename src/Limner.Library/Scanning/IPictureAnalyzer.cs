using Limner.Imaging;
using Limner.Storage;

namespace Limner.Library;

/// <summary>
/// Derives something from a picture while the scan has it decoded. Downstream modules contribute analyzers as singletons; what an
/// analyzer's <see cref="Version"/> has not yet seen is derived at the next scan of its folder, and nothing else is.
/// </summary>
public interface IPictureAnalyzer
{
    /// <summary>Stable, snake_case: the kind of the derived value. One analyzer for each kind.</summary>
    string Kind { get; }

    /// <summary>False where the operator has switched it off: pictures are then neither looked at nor counted as lacking it.</summary>
    bool IsEnabled => true;

    /// <summary>Changes when the same picture would yield another finding: model and parameters.</summary>
    string Version { get; }

    /// <summary>
    /// The version that made a finding: of analyzers whose model may be exchanged while the server runs, another one than <see cref="Version"/> is by the time
    /// it is written.
    /// </summary>
    string VersionOf(object finding) => Version;

    /// <summary>
    /// Looks at the decoded picture, on any thread, many at a time. A failure leaves the picture without this finding until the next
    /// scan; it does not fail the picture.
    /// </summary>
    Task<object> AnalyzeAsync(DecodedPicture picture, CancellationToken cancellation);

    /// <summary>
    /// Writes the findings in the batch's transaction, replacing what an earlier version wrote. The images of these contents are written
    /// already. <see cref="ImagesChanged"/> for them follows from the scan; do not publish it here.
    /// </summary>
    Task SaveAsync(LimnerDb db, IReadOnlyList<AnalyzedContent> batch, CancellationToken cancellation);

    /// <summary>
    /// Gives images what is already known of their content, in the batch's transaction: another owner's image of the same bytes, or an
    /// image whose file was edited into a known content (what came from its former content goes). Images whose content is in the same
    /// batch's <see cref="SaveAsync"/> are not repeated here.
    /// </summary>
    Task AttachAsync(LimnerDb db, IReadOnlyList<AttachedImage> images, CancellationToken cancellation);
}

/// <summary>What an analyzer found in one content.</summary>
public sealed record AnalyzedContent(long ContentId, object Finding);

/// <summary>An image that now has this content.</summary>
public sealed record AttachedImage(long ImageId, long ContentId);
