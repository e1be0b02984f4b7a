using System.Text.Json;
using Limner.Imaging;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Library;
using Limner.Storage;
using Limner.Tagging.Detections;
using Limner.Vision.Ocr;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Limner.Tagging.Text;

/// <summary>Reads the text of one content and writes what follows from it: lines, the tag, the entry in the search index; all in one transaction with the job's progress.</summary>
internal sealed class TextReading(
    IDatabase database, IContentPictures pictures, ITextRecognizer recognizer, ModelTags tags, ILiveFeed feed, IOptionsMonitor<OcrOptions> options, TimeProvider clock)
{
    /// <summary>Pixels of the longer side that are read: an A4 page at 300 dpi.</summary>
    private const int LongSide = 3600;

    /// <summary>After so many readings that did not end, a content is left alone.</summary>
    public const int MaximumAttempts = 3;

    /// <summary>Longer lines are cut: no print has them.</summary>
    private const int MaximumLineLength = 1000;

    /// <summary>Of the recogniser with the present settings.</summary>
    public string Version => recognizer.VersionFor(options.CurrentValue.Recognition);

    public async Task ReadAsync(long contentId, JobContext job, CancellationToken cancellation)
    {
        var settings = options.CurrentValue.Recognition;
        var version = recognizer.VersionFor(settings);
        if (!await BeginAsync(contentId, version, job, cancellation))
        {
            return;
        }

        try
        {
            RecognizedText text;
            using (var picture = await pictures.DecodeAsync(contentId, LongSide, cancellation))
            {
                text = await OnOwnThread(picture, settings, cancellation);
            }

            await SaveAsync(contentId, version, text, job, cancellation);
        }
        catch (LimnerException exception) when (IsAboutThePicture(exception.Failure.Error))
        {
            await FailAsync(contentId, version, exception.Failure, job, cancellation);
        }
        catch
        {
            // What else ended it (the server stops, a model is missing) says nothing of the picture: only an end of the process leaves the attempt counted.
            await GiveBackAsync(contentId);
            throw;
        }
    }

    /// <summary>Networks keep a core busy for seconds: on the thread pool web requests would wait for a thread.</summary>
    private Task<RecognizedText> OnOwnThread(PixelBuffer picture, TextRecognitionOptions settings, CancellationToken cancellation)
        => Task.Factory.StartNew(
            () => recognizer.RecognizeAsync(picture, settings, cancellation), cancellation, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();

    /// <summary>Counts the attempt before anything is decoded, so that a picture that ends the process is known afterwards.</summary>
    /// <returns>False when it is not to be read.</returns>
    private Task<bool> BeginAsync(long contentId, string version, JobContext job, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                var row = await db.Set<ContentTextRow>().FirstOrDefaultAsync(text => text.ContentId == contentId, token);
                if (row is null)
                {
                    return false;
                }

                if (row.Attempts >= MaximumAttempts)
                {
                    (row.State, row.Version, row.Attempts) = (TextState.Failed, version, 0);
                    (row.ErrorCode, row.ErrorDetail) = (ErrorCatalogue.FileQuarantined.Code, $"This has happened {MaximumAttempts} times.");
                    await job.AdvanceAsync(db, 0, 1, null, token);
                    return false;
                }

                row.Attempts++;
                return true;
            },
            cancellation);

    private Task GiveBackAsync(long contentId)
        => database.WriteAsync(
            (db, token) => db.Set<ContentTextRow>().Where(row => row.ContentId == contentId && row.Attempts > 0)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.Attempts, row => row.Attempts - 1), token),
            CancellationToken.None);

    private Task SaveAsync(long contentId, string version, RecognizedText text, JobContext job, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                await job.AdvanceAsync(db, 1, 0, null, token);
                var row = await db.Set<ContentTextRow>().FirstOrDefaultAsync(content => content.ContentId == contentId, token);
                if (row is null)
                {
                    // Nobody has the picture any more.
                    return;
                }

                (row.State, row.Version, row.Attempts, row.ReadAt) = (TextState.Read, version, 0, clock.GetUtcNow());
                (row.LineCount, row.Confidence) = (text.Lines.Count, text.Lines.Count == 0 ? null : Math.Round(text.Lines.Max(line => (double)line.Confidence), 4));
                (row.ErrorCode, row.ErrorDetail) = (text.Shortfall?.Error.Code, text.Shortfall?.Detail);
                await db.SaveChangesAsync(token);
                await WriteLinesAsync(db, contentId, text.Lines, token);
                await tags.ApplyTextAsync(db, [contentId], token);
                await AnnounceAsync(db, contentId, token);
            },
            cancellation);

    private static async Task WriteLinesAsync(LimnerDb db, long contentId, IReadOnlyList<TextLine> lines, CancellationToken cancellation)
    {
        await db.Database.ExecuteSqlAsync($"DELETE FROM text_lines WHERE content_id = {contentId}", cancellation);
        var rows = JsonSerializer.Serialize(lines.Select(line => new object[]
        {
            Cut(line.Text), Math.Round(Math.Clamp((double)line.Confidence, 0, 1), 4), EngineName(line.Engine), JsonSerializer.Serialize(Corners(line.Quad)),
            JsonSerializer.Serialize(line.Words.Select(word => new object[] { Cut(word.Text), Math.Round(Math.Clamp((double)word.Confidence, 0, 1), 4), Corners(word.Quad) })),
        }));
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO text_lines (content_id, position, text, confidence, engine, quad, words)
            SELECT {contentId}, key, value ->> 0, CAST(value ->> 1 AS REAL), value ->> 2, value ->> 3, value ->> 4 FROM json_each({rows})
            """,
            cancellation);
    }

    private Task FailAsync(long contentId, string version, Failure failure, JobContext job, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                await job.AdvanceAsync(db, 0, 1, null, token);
                var row = await db.Set<ContentTextRow>().FirstOrDefaultAsync(text => text.ContentId == contentId, token);
                if (row is null)
                {
                    return;
                }

                // A disk that is away comes back: such a picture goes on waiting, with its reason to be seen.
                var isAway = IsAway(failure.Error);
                (row.State, row.Version) = isAway ? (TextState.Pending, row.Version) : (TextState.Failed, version);
                (row.Attempts, row.ErrorCode, row.ErrorDetail) = (0, failure.Error.Code, failure.Detail);
                await HintAsync(db, await ImagesOf(db, contentId).ToListAsync(token), token);
            },
            cancellation);

    private async Task AnnounceAsync(LimnerDb db, long contentId, CancellationToken cancellation)
    {
        var images = await ImagesOf(db, contentId).ToListAsync(cancellation);
        await db.PublishAsync(new ImagesChanged(images), cancellation);
        await HintAsync(db, images, cancellation);
    }

    private async Task HintAsync(LimnerDb db, IReadOnlyList<long> images, CancellationToken cancellation)
    {
        var audience = await db.AudienceOfImagesAsync(images, cancellation);
        db.AfterCommit(() => feed.ImagesChanged(audience));
    }

    private static IQueryable<long> ImagesOf(LimnerDb db, long contentId)
        => db.Set<ImageRow>().Where(image => image.ContentId == contentId && image.PurgedAt == null).Select(image => image.Id);

    internal static string EngineName(TextEngine engine) => engine == TextEngine.Tesseract ? "tesseract" : "paddleocr";

    private static double[] Corners(Quad quad)
        => [.. new[] { quad.TopLeft, quad.TopRight, quad.BottomRight, quad.BottomLeft }.SelectMany(point => new[] { Math.Round((double)point.X, 4), Math.Round((double)point.Y, 4) })];

    private static string Cut(string text) => text.Length <= MaximumLineLength ? text : text[..MaximumLineLength];

    private static bool IsAway(ErrorDefinition error)
        => error == ErrorCatalogue.FileMissing || error == ErrorCatalogue.FolderNotFound || error == ErrorCatalogue.FileUnreadable || error == ErrorCatalogue.FileChanging;

    /// <summary>Everything else (a model that is missing, say) would fail every picture alike and ends the job instead.</summary>
    private static bool IsAboutThePicture(ErrorDefinition error)
        => error.Code.StartsWith("file_", StringComparison.Ordinal) || error.Code.StartsWith("path_", StringComparison.Ordinal) || error.Code.StartsWith("folder_", StringComparison.Ordinal)
            || error == ErrorCatalogue.Inference;
}
