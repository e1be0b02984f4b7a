using System.Text.Json;
using Limner.Imaging;
using Limner.Imaging.Conversion;
using Limner.Imaging.Metadata;
using Limner.Kernel.Errors;
using Limner.Library.Folders;
using Limner.Library.Images;
using Limner.Library.Thumbnails;
using Limner.Safety.Files;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Limner.Library.Scanning;

/// <summary>
/// Reads one file of a folder: bytes once, hash, and only when its content is new or lacks something, one decode from which everything
/// follows. Writes nothing but the thumbnail file.
/// </summary>
internal sealed class PictureReader(
    IDatabase database,
    OriginalFiles originals,
    PictureConverter converter,
    PictureDecoder decoder,
    MetadataReader metadataReader,
    ThumbnailStore thumbnails,
    Derivations derivations,
    IOptions<DecodeBudgetOptions> budget,
    IOptionsMonitor<StorageOptions> storage,
    IOptionsMonitor<LibraryOptions> options,
    ReadingJournal journal,
    TimeProvider clock,
    LibraryMeter meter,
    ILogger<PictureReader> logger)
{
    private static readonly JsonSerializerOptions PaletteJson = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <returns>
    /// What became of the file. Failures of the file are values; an exception means that the scan cannot go on (the folder is gone, the
    /// disk is full, a native library is missing) or is cancelled.
    /// </returns>
    public async Task<FileOutcome> ReadAsync(FolderRow folder, FileToRead file, ContentClaims claims, CancellationToken cancellation)
    {
        if (file.Attempts >= FileToRead.MaxAttempts)
        {
            return new FileFailed(file, ErrorCatalogue.FileQuarantined.With($"This has happened {file.Attempts} times."));
        }

        string? claimed = null;
        try
        {
            using var bytes = await OnOwnThread(() => ReadBytes(folder, file, cancellation), cancellation);
            meter.BytesRead.Add(bytes.Memory.Length);
            if (!claims.TryClaim(bytes.Sha256, out var settled))
            {
                return await settled.WaitAsync(cancellation) is { } shared
                    ? new FileFailed(file, shared)
                    : new FileRead(file, bytes.Sha256, bytes.Memory.Length, bytes.ModifiedAt, Derived: null);
            }

            claimed = bytes.Sha256;
            var lacking = await FindLackingAsync(folder.OwnerId, bytes.Sha256, cancellation);
            var derived = lacking.Nothing ? null : await DeriveAsync(folder, file, bytes, lacking, cancellation);
            return new FileRead(file, bytes.Sha256, bytes.Memory.Length, bytes.ModifiedAt, derived) { Claimed = claimed };
        }
        catch (LimnerException exception) when (IsAboutTheFile(exception.Failure.Error))
        {
            EnsureFolderIsThere(folder, exception);
            return exception.Failure.Error == ErrorCatalogue.FileMissing ? new FileGone(file) { Claimed = claimed }
                : exception.Failure.Error == ErrorCatalogue.FileChanging ? new FileChanged(file) { Claimed = claimed }
                : new FileFailed(file, exception.Failure) { Claimed = claimed };
        }
        catch (Exception exception) when (exception is not OperationCanceledException and not LimnerException)
        {
            // A defect met by one file must not keep the others out of the library.
            EnsureFolderIsThere(folder, exception);
            Log.FileFailed(logger, folder.Id, file.Id, exception);
            return new FileFailed(file, ErrorCatalogue.Internal.With()) { Claimed = claimed };
        }
    }

    /// <summary>A file that changes while it is read is read once more: often the change was the last.</summary>
    private OriginalBytes ReadBytes(FolderRow folder, FileToRead file, CancellationToken cancellation)
    {
        try
        {
            return originals.Read(folder.Path, file.RelativePath, budget.Value.MaxFileBytes, cancellation);
        }
        catch (LimnerException exception) when (exception.Failure.Error == ErrorCatalogue.FileChanging)
        {
            return originals.Read(folder.Path, file.RelativePath, budget.Value.MaxFileBytes, cancellation);
        }
    }

    private async Task<Lacking> FindLackingAsync(long ownerId, string sha256, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var content = await db.Set<ContentRow>().Where(row => row.Sha256 == sha256)
            .Select(row => new
            {
                Derivations = db.Set<DerivationRow>().Where(derivation => derivation.ContentId == row.Id)
                    .Select(derivation => new { derivation.Kind, derivation.Version }).ToList(),
                IsPurged = db.Set<ImageRow>().Any(image => image.ContentId == row.Id && image.OwnerId == ownerId && image.PurgedAt != null)
                    && !db.Set<ImageRow>().Any(image => image.ContentId == row.Id && image.PurgedAt == null),
            })
            .FirstOrDefaultAsync(cancellation);
        return content is null
            ? derivations.All
            : content.IsPurged ? Derivations.None
            : derivations.FindLacking(content.Derivations.ToDictionary(derivation => derivation.Kind, derivation => derivation.Version, StringComparer.Ordinal));
    }

    private async Task<DerivedContent> DeriveAsync(FolderRow folder, FileToRead file, OriginalBytes bytes, Lacking lacking, CancellationToken cancellation)
    {
        var metadata = lacking.Metadata ? metadataReader.Read(bytes.Memory) : null;
        if (!lacking.NeedsPixels)
        {
            return new DerivedContent(null, metadata, []);
        }

        var opened = await converter.OpenAsync(bytes.Memory, cancellation);
        using var entry = journal.Begin(file.Id);
        var (picture, core) = await DecodeInTimeAsync(bytes, opened, lacking.Core, cancellation);
        using (picture)
        {
            var findings = new List<AnalyzerFinding>(lacking.Analyzers.Count);
            foreach (var analyzer in lacking.Analyzers)
            {
                try
                {
                    var finding = await OnOwnThread(() => analyzer.AnalyzeAsync(picture, cancellation), cancellation).Unwrap();
                    findings.Add(new AnalyzerFinding(analyzer, finding));
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    // The picture is still a picture. Its missing derivation brings it back here at the next scan.
                    meter.AnalyzerFailures.Add(1, new KeyValuePair<string, object?>("kind", analyzer.Kind));
                    Log.AnalyzerFailed(logger, analyzer.Kind, folder.Id, file.Id, exception);
                }
            }

            return new DerivedContent(core, metadata, findings);
        }
    }

    private async Task<(DecodedPicture Picture, CoreFindings? Core)> DecodeInTimeAsync(OriginalBytes bytes, OpenedPicture opened, bool deriveCore, CancellationToken cancellation)
    {
        using var deadline = new DecodeDeadline(options.CurrentValue.DecodeTime, clock, cancellation);
        var token = deadline.Token;
        var decoding = OnOwnThread(() => Decode(bytes, opened, deriveCore, deadline.Begin, token), cancellation);
        bytes.UsedBy(decoding);
        try
        {
            return await deadline.WaitAsync(decoding);
        }
        catch (LimnerException exception) when (exception.Failure.Error == ErrorCatalogue.FileTimeout)
        {
            _ = DiscardAsync(decoding);
            throw;
        }
    }

    /// <summary>Should a decoder that was given up come to an end after all, nobody wants its picture.</summary>
    private static async Task DiscardAsync(Task<(DecodedPicture Picture, CoreFindings? Core)> decoding)
    {
        try
        {
            (await decoding).Picture.Dispose();
        }
        catch (Exception exception) when (exception is OperationCanceledException or LimnerException)
        {
            // The file has its reason already.
        }
    }

    private (DecodedPicture Picture, CoreFindings? Core) Decode(OriginalBytes bytes, OpenedPicture opened, bool deriveCore, Action begun, CancellationToken cancellation)
    {
        var header = decoder.ReadHeader(opened.Bytes);
        var picture = decoder.Decode(opened.Bytes, header, cancellation, begun);
        try
        {
            if (!deriveCore)
            {
                return (picture, null);
            }

            var quality = storage.CurrentValue.ThumbnailQuality;
            thumbnails.Write(PreviewKey.Thumbnail(bytes.Sha256), quality, picture.EncodeThumbnail(PreviewSizes.Small, quality));
            var core = new CoreFindings(header with { MediaType = opened.MediaType ?? header.MediaType }, picture.ThumbHash(), JsonSerializer.Serialize(picture.Palette(), PaletteJson), picture.PerceptualHash());
            return (picture, core);
        }
        catch
        {
            picture.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Decoding keeps a core busy for a long while. On the thread pool it would leave web requests waiting for a thread, so it runs on
    /// threads of its own; starting one costs a thousandth of a decode.
    /// </summary>
    private static Task<T> OnOwnThread<T>(Func<T> work, CancellationToken cancellation)
        => Task.Factory.StartNew(work, cancellation, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);

    /// <summary>Everything else (a full disk, a missing library) would fail every file alike and ends the scan instead.</summary>
    private static bool IsAboutTheFile(ErrorDefinition error)
        => error.Code.StartsWith("file_", StringComparison.Ordinal) || error.Code.StartsWith("path_", StringComparison.Ordinal) || error.Code.StartsWith("directory_", StringComparison.Ordinal);

    private static void EnsureFolderIsThere(FolderRow folder, Exception cause)
    {
        if (FolderPathPolicy.Inspect(folder.Path) == FolderState.Missing)
        {
            throw new LimnerException(ErrorCatalogue.FolderNotFound, inner: cause);
        }
    }
}
