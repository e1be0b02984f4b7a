using System.Text.Json;
using Limner.Imaging.Metadata;
using Limner.Kernel.Errors;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Scanning;

/// <summary>The rows one batch of outcomes touches, loaded by a constant number of queries and changed in memory.</summary>
internal sealed class ScanBatch
{
    private readonly LimnerDb _db;
    private readonly FolderRow _folder;
    private readonly IReadOnlyList<IPictureAnalyzer> _analyzers;
    private readonly IReadOnlyList<FileOutcome> _outcomes;
    private readonly Dictionary<long, ImageFileRow> _files;
    private readonly Dictionary<string, ContentRow> _contents;
    private readonly List<(ContentRow Content, DerivedContent Derived)> _derived = [];
    private readonly List<AttachedImage> _attached = [];

    private ScanBatch(
        LimnerDb db,
        FolderRow folder,
        IReadOnlyList<IPictureAnalyzer> analyzers,
        IReadOnlyList<FileOutcome> outcomes,
        Dictionary<long, ImageFileRow> files,
        Dictionary<string, ContentRow> contents,
        DateTimeOffset now)
    {
        _db = db;
        _folder = folder;
        _analyzers = analyzers;
        _outcomes = outcomes;
        _files = files;
        _contents = contents;
        Now = now;
    }

    public DateTimeOffset Now { get; }

    /// <summary>Images that are new or changed in any way.</summary>
    public HashSet<long> Touched { get; } = [];

    /// <summary>Those of them whose content has got something derived from it, in whatever folder and whoever's they are.</summary>
    public IReadOnlyList<long> Rederived { get; private set; } = [];

    public static async Task<ScanBatch> LoadAsync(
        LimnerDb db, FolderRow folder, IReadOnlyList<IPictureAnalyzer> analyzers, IReadOnlyList<FileOutcome> outcomes, DateTimeOffset now, CancellationToken cancellation)
    {
        var fileIds = outcomes.Select(outcome => outcome.File.Id).ToList();
        var hashes = outcomes.OfType<FileRead>().Select(outcome => outcome.Sha256).Distinct(StringComparer.Ordinal).ToList();
        var files = await db.Set<ImageFileRow>().Where(file => fileIds.Contains(file.Id)).ToDictionaryAsync(file => file.Id, cancellation);
        var contents = await db.Set<ContentRow>().Where(content => hashes.Contains(content.Sha256))
            .ToDictionaryAsync(content => content.Sha256, StringComparer.Ordinal, cancellation);
        return new ScanBatch(db, folder, analyzers, outcomes, files, contents, now);
    }

    /// <summary>New contents, new derived values of known ones, and the record of which versions they are.</summary>
    public async Task WriteContentsAsync(CancellationToken cancellation)
    {
        foreach (var (sha256, size, derived) in _outcomes.OfType<FileRead>().Where(read => read.Derived is not null).Select(read => (read.Sha256, read.Size, read.Derived!)))
        {
            if (_contents.TryGetValue(sha256, out var content))
            {
                if (derived.Core is { } core)
                {
                    ContentMapping.Apply(content, core);
                }
            }
            else if (derived.Core is { } core)
            {
                content = ContentMapping.Create(sha256, size, core, Now);
                _contents.Add(sha256, content);
                _db.Add(content);
            }
            else
            {
                // Known when it was read, and gone since with the folder of its last owner: the file stays pending and is read again.
                continue;
            }

            if (derived.Metadata is { } metadata)
            {
                ContentMapping.Apply(content, metadata);
            }

            _derived.Add((content, derived));
        }

        await _db.SaveChangesAsync(cancellation);
        await WriteDescriptionsAsync(cancellation);
        await WriteDerivationsAsync(cancellation);
    }

    /// <summary>Which image each file shows from now on.</summary>
    public async Task WriteFilesAsync(CancellationToken cancellation)
    {
        var images = await FileAssignment.LoadAsync(_db, _folder.OwnerId, _contents.Values, _files.Values, cancellation);

        // Files seen for the first time go before changed ones: when a.jpg was renamed to b.jpg and a new a.jpg took its place, the image
        // goes with its bytes to b.jpg.
        foreach (var outcome in _outcomes.OrderBy(outcome => _files.TryGetValue(outcome.File.Id, out var file) && file.ImageId is not null))
        {
            // A row that is not there any more belongs to a folder that was removed and added again meanwhile.
            if (_files.TryGetValue(outcome.File.Id, out var file))
            {
                Apply(outcome, file, images);
            }
        }

        // New images get their ids here, which their files need before they may be called ready.
        await _db.SaveChangesAsync(cancellation);
        Touched.UnionWith(images.SettleFiles());
        await _db.SaveChangesAsync(cancellation);
        await ForgetMovedFilesAsync(images, cancellation);
        await AbandonAsync(images.Abandoned, cancellation);
        _attached.AddRange(images.Attached);
    }

    /// <summary>Hands findings to their analyzers, and to each the images whose content it knows from before.</summary>
    public async Task WriteFindingsAsync(CancellationToken cancellation)
    {
        var derivedIds = _derived.Select(derived => derived.Content.Id).Distinct().ToList();
        Rederived = await _db.Set<ImageRow>()
            .Where(image => derivedIds.Contains(image.ContentId) && image.RemovedAt == null)
            .Select(image => image.Id)
            .ToListAsync(cancellation);
        Touched.UnionWith(Rederived);
        foreach (var analyzer in _analyzers)
        {
            var findings = _derived
                .SelectMany(derived => derived.Derived.Findings, (derived, finding) => (derived.Content, Found: finding))
                .Where(entry => entry.Found.Analyzer == analyzer)
                .Select(entry => new AnalyzedContent(entry.Content.Id, entry.Found.Finding))
                .ToList();
            if (findings.Count > 0)
            {
                await analyzer.SaveAsync(_db, findings, cancellation);
            }

            var analyzed = findings.Select(finding => finding.ContentId).ToHashSet();
            var attached = _attached.Where(image => !analyzed.Contains(image.ContentId)).ToList();
            if (attached.Count > 0)
            {
                await analyzer.AttachAsync(_db, attached, cancellation);
            }
        }

        await _db.SaveChangesAsync(cancellation);
    }

    private void Apply(FileOutcome outcome, ImageFileRow file, FileAssignment images)
    {
        if (file.ImageId is { } before)
        {
            Touched.Add(before);
        }

        file.SeenAt = Now;
        switch (outcome)
        {
            case FileRead read when _contents.TryGetValue(read.Sha256, out var content):
                file.Attempts = 0;
                file.Size = read.Size;
                file.ModifiedAt = read.ModifiedAt;
                images.Assign(file, content, Now);
                break;
            case FileChanged when file.ImageId is not null:
                // Its image stays in the gallery as it is known.
                file.State = ImageFileState.Pending;
                break;
            case FileChanged:
                file.State = ImageFileState.Failed;
                file.ErrorCode = ErrorCatalogue.FileChanging.Code;
                file.ErrorDetail = null;
                break;
            case FileFailed failed:
                file.State = ImageFileState.Failed;
                file.ErrorCode = failed.Failure.Error.Code;
                file.ErrorDetail = failed.Failure.Detail;
                break;
            case FileGone when file.ImageId is null:
                _db.Remove(file);
                break;
            case FileGone:
                file.State = ImageFileState.Missing;
                break;
        }
    }

    private async Task WriteDescriptionsAsync(CancellationToken cancellation)
    {
        var words = _derived.Where(derived => derived.Derived.Metadata is not null).ToDictionary(derived => derived.Content.Id, derived => derived.Derived.Metadata!.Words);
        var known = await _db.Set<ContentDescriptionRow>().Where(row => words.Keys.Contains(row.ContentId)).ToDictionaryAsync(row => row.ContentId, cancellation);
        foreach (var (contentId, said) in words)
        {
            if (known.TryGetValue(contentId, out var row))
            {
                row.Apply(said);
            }
            else if (said != DescriptiveMetadata.None)
            {
                row = new ContentDescriptionRow { ContentId = contentId };
                row.Apply(said);
                _db.Add(row);
            }
        }
    }

    private async Task WriteDerivationsAsync(CancellationToken cancellation)
    {
        var ids = _derived.Select(derived => derived.Content.Id).Distinct().ToList();
        var known = await _db.Set<DerivationRow>().Where(derivation => ids.Contains(derivation.ContentId))
            .ToDictionaryAsync(derivation => (derivation.ContentId, derivation.Kind), cancellation);
        foreach (var (content, derived) in _derived)
        {
            foreach (var (kind, version) in Derivations.Made(derived))
            {
                if (!known.TryGetValue((content.Id, kind), out var row))
                {
                    row = new DerivationRow { ContentId = content.Id, Kind = kind, Version = version };
                    known.Add((content.Id, kind), row);
                    _db.Add(row);
                }

                row.Version = version;
                row.CreatedAt = Now;
            }
        }

        await _db.SaveChangesAsync(cancellation);
    }

    /// <summary>Edited away. Whether another image has them is looked at when the scan is over: a file that is still to be read may turn out to be one.</summary>
    private async Task AbandonAsync(IReadOnlyCollection<long> contentIds, CancellationToken cancellation)
    {
        if (contentIds.Count > 0)
        {
            await _db.Database.ExecuteSqlAsync(
                $"INSERT INTO abandoned_contents (content_id) SELECT value FROM json_each({JsonSerializer.Serialize(contentIds)}) WHERE true ON CONFLICT DO NOTHING", cancellation);
        }
    }

    /// <summary>A file found under another name, or in another folder of the same owner, is the missing one that had its bytes: only where it lies now is kept.</summary>
    private async Task ForgetMovedFilesAsync(FileAssignment images, CancellationToken cancellation)
    {
        var shown = images.Assigned;
        await _db.Set<ImageFileRow>()
            .Where(file => shown.Contains(file.ImageId!.Value) && (file.State == ImageFileState.Missing || (file.FolderId == _folder.Id && file.VanishedAt != null)))
            .ExecuteDeleteAsync(cancellation);
    }
}
