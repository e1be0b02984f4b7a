using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Scanning;

/// <summary>
/// The derived values a content should have, each with its current version. What a picture lacks is a question to the database, so a
/// lost scan or a new model heals itself.
/// </summary>
internal sealed class Derivations
{
    private const string Metadata = "metadata";
    public const string Thumbnail = "thumbnail";

    // Raise a version when the same bytes would yield another value.
    private static readonly (string Kind, string Version)[] CoreVersions =
    [
        (Metadata, "2"),
        (Thumbnail, "1"),
        ("thumb_hash", "1"),
        ("palette", "1"),
        ("perceptual_hash", "1"),
    ];

    private readonly IPictureAnalyzer[] _analyzers;

    public Derivations(IEnumerable<IPictureAnalyzer> analyzers)
    {
        _analyzers = [.. analyzers];
        if (CoreVersions.Select(core => core.Kind).Concat(_analyzers.Select(analyzer => analyzer.Kind)).CountBy(kind => kind, StringComparer.Ordinal).Any(kind => kind.Value > 1))
        {
            throw new InvalidOperationException("Two picture analyzers derive the same kind.");
        }
    }

    /// <summary>Those that are switched on at this moment.</summary>
    public IReadOnlyList<IPictureAnalyzer> Analyzers => [.. _analyzers.Where(analyzer => analyzer.IsEnabled)];

    /// <summary>What a content has after this was derived from it.</summary>
    public static IEnumerable<(string Kind, string Version)> Made(DerivedContent derived)
        => CoreVersions.Where(core => core.Kind == Metadata ? derived.Metadata is not null : derived.Core is not null)
            .Concat(derived.Findings.Select(finding => (finding.Analyzer.Kind, finding.Analyzer.VersionOf(finding.Finding))));

    /// <summary>What a new content lacks: everything.</summary>
    public Lacking All => new(Core: true, Metadata: true, Analyzers);

    /// <summary>What one lacks that only a tombstone has: nothing.</summary>
    public static Lacking None { get; } = new(Core: false, Metadata: false, []);

    /// <summary>What a content lacks that has these.</summary>
    public Lacking FindLacking(IReadOnlyDictionary<string, string> has)
        => new(
            CoreVersions.Any(wanted => wanted.Kind != Metadata && has.GetValueOrDefault(wanted.Kind) != wanted.Version),
            CoreVersions.Any(wanted => wanted.Kind == Metadata && has.GetValueOrDefault(wanted.Kind) != wanted.Version),
            [.. Analyzers.Where(analyzer => has.GetValueOrDefault(analyzer.Kind) != analyzer.Version)]);

    /// <summary>One ready file of the folder for each content that lacks a current derivation.</summary>
    /// <param name="except">Files that are not there to be read.</param>
    public async Task<IReadOnlyList<long>> FindFilesLackingAsync(LimnerDb db, long folderId, IReadOnlyCollection<long> except, CancellationToken cancellation)
    {
        var files = new HashSet<long>();
        foreach (var (kind, version) in CoreVersions.Concat(Analyzers.Select(analyzer => (analyzer.Kind, analyzer.Version))))
        {
            var lacking =
                from file in db.Set<ImageFileRow>()
                where file.FolderId == folderId && file.State == ImageFileState.Ready && !EF.Parameter(except).Contains(file.Id)
                join image in db.Set<ImageRow>().Where(row => row.PurgedAt == null) on file.ImageId equals image.Id
                where !db.Set<DerivationRow>().Any(derivation => derivation.ContentId == image.ContentId && derivation.Kind == kind && derivation.Version == version)
                group file.Id by image.ContentId into sameContent
                select sameContent.Min();
            files.UnionWith(await lacking.ToListAsync(cancellation));
        }

        return [.. files.Order()];
    }
}

/// <summary>What is to be derived from one content.</summary>
/// <param name="Core">What follows from the pixels and is Library's own.</param>
/// <param name="Metadata">What is read from the bytes without decoding them.</param>
internal sealed record Lacking(bool Core, bool Metadata, IReadOnlyList<IPictureAnalyzer> Analyzers)
{
    public bool Nothing => !Core && !Metadata && Analyzers.Count == 0;

    public bool NeedsPixels => Core || Analyzers.Count > 0;
}
