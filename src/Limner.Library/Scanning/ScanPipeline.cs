using System.Threading.Channels;
using Limner.Jobs;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Limner.Library.Scanning;

/// <summary>
/// Files in, committed batches out: one producer pages through what is pending, as many workers as cores read and derive, one writer
/// commits. Both channels are short and the bytes in flight are budgeted, so memory does not depend on how much there is to scan.
/// </summary>
internal sealed class ScanPipeline(
    IDatabase database, PictureReader reader, ScanWriter writer, LibraryMeter meter, IOptionsMonitor<LibraryOptions> options, TimeProvider clock)
{
    private const int PageSize = 500;
    private const int BatchSize = 100;

    // Often enough for a gallery to fill before one's eyes; seldom enough that commits cost little.
    private static readonly TimeSpan BatchTime = TimeSpan.FromMilliseconds(500);

    /// <summary>Reads everything that is pending in the folder, then the files of <paramref name="lacking"/>.</summary>
    /// <param name="settled">How many of <paramref name="total"/> need no reading.</param>
    public Task RunAsync(FolderRow folder, IReadOnlyList<long> lacking, long settled, long total, JobContext job, CancellationToken cancellation)
        => RunAsync(folder, lacking, withPending: true, settled, total, job, cancellation);

    /// <summary>Reads these files of the folder and no others.</summary>
    /// <inheritdoc cref="RunAsync(FolderRow, IReadOnlyList{long}, long, long, JobContext, CancellationToken)"/>
    public Task ReadAsync(FolderRow folder, IReadOnlyList<long> fileIds, long settled, long total, JobContext job, CancellationToken cancellation)
        => RunAsync(folder, fileIds, withPending: false, settled, total, job, cancellation);

    private async Task RunAsync(
        FolderRow folder, IReadOnlyList<long> fileIds, bool withPending, long settled, long total, JobContext job, CancellationToken cancellation)
    {
        var progress = new Progress { Settled = settled, Total = total };
        await PassAsync(folder, new Selection(fileIds, withPending, Suspects: false), options.CurrentValue.Workers, progress, job, cancellation);
        var suspects = new Selection(fileIds, withPending, Suspects: true);
        if (await HasAnyAsync(folder.Id, suspects, cancellation))
        {
            // Files at which the server has ended before go last and each alone: another that was merely being read at the time is cleared by that.
            await PassAsync(folder, suspects, workers: 1, progress, job, cancellation);
        }
    }

    private async Task PassAsync(FolderRow folder, Selection selection, int workers, Progress progress, JobContext job, CancellationToken cancellation)
    {
        var input = Channel.CreateBounded<FileToRead>(new BoundedChannelOptions(workers * 2) { SingleWriter = true });
        var output = Channel.CreateBounded<FileOutcome>(new BoundedChannelOptions(BatchSize) { SingleReader = true });
        var budget = new ByteBudget((long)options.CurrentValue.ScanMemoryMb << 20);
        var claims = new ContentClaims();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);

        var producing = StopOthersOnFailure(ProduceAsync(folder.Id, selection, input.Writer, stop.Token), stop);
        var working = Enumerable.Range(0, workers)
            .Select(_ => StopOthersOnFailure(WorkAsync(folder, input.Reader, output.Writer, budget, claims, stop.Token), stop))
            .ToList();
        var finishing = StopOthersOnFailure(WriteAsync(folder, output.Reader, claims, progress, job, stop.Token), stop);
        await SettleAsync([producing, .. working]);
        output.Writer.TryComplete();
        await SettleAsync([finishing]);

        cancellation.ThrowIfCancellationRequested();
        await ThrowFirstFailureAsync([producing, .. working, finishing]);
    }

    private async Task<bool> HasAnyAsync(long folderId, Selection suspects, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var files = db.Set<ImageFileRow>().Where(file => file.FolderId == folderId && file.Attempts > 0);
        return (suspects.WithPending && await files.AnyAsync(file => file.State == ImageFileState.Pending, cancellation))
            || (suspects.FileIds.Count > 0 && await files.AnyAsync(file => EF.Parameter(suspects.FileIds).Contains(file.Id), cancellation));
    }

    private async Task ProduceAsync(long folderId, Selection selection, ChannelWriter<FileToRead> files, CancellationToken cancellation)
    {
        try
        {
            if (selection.WithPending)
            {
                // New files first: a file that was renamed is then known by its bytes before a changed one could take its image.
                await ProducePendingAsync(folderId, known: false, selection.Suspects, files, cancellation);
                await ProducePendingAsync(folderId, known: true, selection.Suspects, files, cancellation);
            }

            foreach (var ids in selection.FileIds.Chunk(PageSize))
            {
                await using var db = database.Read();
                var wanted = db.Set<ImageFileRow>().Where(file => ids.Contains(file.Id) && file.Attempts > 0 == selection.Suspects && file.Attempts < FileToRead.MaxAttempts);
                foreach (var file in await Select(wanted).ToListAsync(cancellation))
                {
                    await files.WriteAsync(file, cancellation);
                }
            }
        }
        finally
        {
            files.Complete();
        }
    }

    private async Task ProducePendingAsync(long folderId, bool known, bool suspects, ChannelWriter<FileToRead> files, CancellationToken cancellation)
    {
        long last = 0;
        while (true)
        {
            List<FileToRead> page;
            await using (var db = database.Read())
            {
                page = await Select(db.Set<ImageFileRow>()
                    .Where(file => file.FolderId == folderId && file.State == ImageFileState.Pending && file.ImageId != null == known && file.Attempts > 0 == suspects && file.Id > last)
                    .OrderBy(file => file.Id)
                    .Take(PageSize)).ToListAsync(cancellation);
            }

            foreach (var file in page)
            {
                await files.WriteAsync(file, cancellation);
            }

            if (page.Count < PageSize)
            {
                return;
            }

            last = page[^1].Id;
        }
    }

    private static IQueryable<FileToRead> Select(IQueryable<ImageFileRow> files)
        => files.Select(file => new FileToRead(file.Id, file.RelativePath, file.Size, file.Attempts));

    private async Task WorkAsync(
        FolderRow folder, ChannelReader<FileToRead> files, ChannelWriter<FileOutcome> outcomes, ByteBudget budget, ContentClaims claims, CancellationToken cancellation)
    {
        await foreach (var file in files.ReadAllAsync(cancellation))
        {
            FileOutcome outcome;
            using (await budget.TakeAsync(file.Size, cancellation))
            {
                outcome = await reader.ReadAsync(folder, file, claims, cancellation);
            }

            await outcomes.WriteAsync(outcome, cancellation);
            if (outcome.Claimed is { } sha256)
            {
                claims.Settle(sha256, (outcome as FileFailed)?.Failure);
            }
        }
    }

    private async Task WriteAsync(
        FolderRow folder, ChannelReader<FileOutcome> outcomes, ContentClaims claims, Progress progress, JobContext job, CancellationToken cancellation)
    {
        var batch = new List<FileOutcome>(BatchSize);
        while (await outcomes.WaitToReadAsync(cancellation))
        {
            batch.Clear();
            await CollectAsync(outcomes, batch, cancellation);
            progress.Settled += batch.Count;
            await writer.WriteAsync(folder, batch, job, $"Reading {progress.Settled:N0} of {progress.Total:N0}", cancellation);
            foreach (var outcome in batch)
            {
                meter.FilesRead.Add(1, new KeyValuePair<string, object?>("outcome", outcome is FileFailed ? "failed" : outcome is FileGone ? "gone" : "read"));
                if (outcome.Claimed is { } sha256)
                {
                    claims.Release(sha256);
                }
            }
        }
    }

    /// <summary>Takes outcomes until the batch is full, its time is up or there are no more.</summary>
    private async Task CollectAsync(ChannelReader<FileOutcome> outcomes, List<FileOutcome> batch, CancellationToken cancellation)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var timeUp = Task.Delay(BatchTime, clock, timer.Token);
        while (batch.Count < BatchSize)
        {
            if (outcomes.TryRead(out var outcome))
            {
                batch.Add(outcome);
                continue;
            }

            var more = outcomes.WaitToReadAsync(timer.Token).AsTask();
            if (await Task.WhenAny(more, timeUp) == timeUp || !await more)
            {
                break;
            }
        }

        await timer.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Which files of a folder a pass reads.</summary>
    /// <param name="FileIds">These, unless they are left alone for good.</param>
    /// <param name="WithPending">And all that wait to be read.</param>
    /// <param name="Suspects">Those of them at which the server has ended, or those at which it has not.</param>
    private sealed record Selection(IReadOnlyList<long> FileIds, bool WithPending, bool Suspects);

    private sealed class Progress
    {
        public long Settled { get; set; }

        public long Total { get; init; }
    }

    private static async Task StopOthersOnFailure(Task task, CancellationTokenSource stop)
    {
        try
        {
            await task;
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    private static Task SettleAsync(IEnumerable<Task> tasks) => Task.WhenAll(tasks).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    /// <summary>The failure that made the others stop, rather than one of the cancellations it caused.</summary>
    private static async Task ThrowFirstFailureAsync(IReadOnlyList<Task> tasks)
    {
        foreach (var task in tasks.OrderBy(task => task.IsCanceled))
        {
            await task;
        }
    }
}
