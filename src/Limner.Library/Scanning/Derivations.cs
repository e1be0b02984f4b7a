using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Scanning;

/// <summary>
/// The derived values a content should have, each with its current version. What a picture lacks is a question to the database, so a
/// lost scan or a new model heals itself.
/// </summary>
internal sealed class Derivations
{
    public const string Thumbnail = "thumbnail";

    // Raise a version when the same bytes would yield another value.
    private static readonly (string Kind, string Version)[] CoreVersions =
    [
        ("metadata", "1"),
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

    public static IReadOnlyList<(string Kind, string Version)> Core => CoreVersions;

    /// <summary>What a new content lacks: everything.</summary>
    public Lacking All => new(Core: true, Analyzers);

    /// <summary>What one lacks that only a tombstone has: nothing.</summary>
    public static Lacking None { get; } = new(Core: false, []);

    /// <summary>What a content lacks that has these.</summary>
    public Lacking FindLacking(IReadOnlyDictionary<string, string> has)
        => new(
            CoreVersions.Any(wanted => has.GetValueOrDefault(wanted.Kind) != wanted.Version),
            [.. Analyzers.Where(analyzer => has.GetValueOrDefault(analyzer.Kind) != analyzer.Version)]);

    /// <summary>One ready file of the folder for each content that lacks a current derivation.</summary>
    public async Task<IReadOnlyList<long>> FindFilesLackingAsync(LimnerDb db, long folderId, CancellationToken cancellation)
    {
        var files = new HashSet<long>();
        foreach (var (kind, version) in CoreVersions.Concat(Analyzers.Select(analyzer => (analyzer.Kind, analyzer.Version))))
        {
            var lacking =
                from file in db.Set<ImageFileRow>()
                where file.FolderId == folderId && file.State == ImageFileState.Ready
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
internal sealed record Lacking(bool Core, IReadOnlyList<IPictureAnalyzer> Analyzers)
{
    public bool Nothing => !Core && Analyzers.Count == 0;
}
