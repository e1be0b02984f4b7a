using System.Globalization;
using Limner.Library.Scanning;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Limner.Library.Thumbnails;

/// <summary>
/// Removes from the cache what nothing leads to any more: previews of contents that are gone, and what a killed process left half written. At the start
/// and once a day, one of 256 directories after the other, with one question to the database for each.
/// </summary>
internal sealed class PreviewCleanup(IDatabase database, ThumbnailStore store, TimeProvider clock, ILogger<PreviewCleanup> logger) : BackgroundService
{
    private const int Sha256Length = 64;
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    // A scan writes a thumbnail before it commits the content it belongs to.
    private static readonly TimeSpan Margin = TimeSpan.FromHours(1);

    /// <param name="before">Files written at this time or later are left alone: whoever wrote them may not be done yet.</param>
    /// <returns>How many files were removed.</returns>
    public async Task<int> CleanAsync(DateTimeOffset before, CancellationToken cancellation)
    {
        var removed = 0;
        for (var shard = 0; shard < 256; shard++)
        {
            cancellation.ThrowIfCancellationRequested();
            var files = store.Roots.SelectMany(root => FilesIn(Path.Join(root, shard.ToString("x2", CultureInfo.InvariantCulture)))).ToList();
            if (files.Count > 0)
            {
                removed += await CleanAsync(files, before, cancellation);
            }
        }

        return removed;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Whatever lies there from before this process was written by one that is dead: only one server has the data directory.
        var started = clock.GetUtcNow();
        await Task.Yield();
        await TryCleanAsync(started, stoppingToken);
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryCleanAsync(clock.GetUtcNow() - Margin, stoppingToken);
        }
    }

    private async Task TryCleanAsync(DateTimeOffset before, CancellationToken cancellation)
    {
        try
        {
            var removed = await CleanAsync(before, cancellation);
            if (removed > 0)
            {
                Log.CacheCleaned(logger, removed);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.CacheNotCleaned(logger, exception);
        }
    }

    private static IEnumerable<FileInfo> FilesIn(string directory)
        => Directory.Exists(directory) ? new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories) : [];

    private async Task<int> CleanAsync(List<FileInfo> files, DateTimeOffset before, CancellationToken cancellation)
    {
        var hashes = files.Select(file => HashOf(file.Name)).OfType<string>().Distinct().ToList();
        HashSet<string> known;
        await using (var db = database.Read())
        {

            // What a tombstone keeps of a content has no derived values.
            known =
            [
                .. await db.Set<ContentRow>()
                    .Where(content => EF.Parameter(hashes).Contains(content.Sha256) && db.Set<DerivationRow>().Any(derivation => derivation.ContentId == content.Id && derivation.Kind == Derivations.Thumbnail))
                    .Select(content => content.Sha256)
                    .ToListAsync(cancellation),
            ];
        }

        var removed = 0;
        foreach (var file in files)
        {
            var isOfUse = HashOf(file.Name) is { } hash && known.Contains(hash) && store.IsCurrentPath(file.FullName);
            if (!isOfUse && file.LastWriteTimeUtc < before.UtcDateTime)
            {
                file.Delete();
                removed++;
            }
        }

        return removed;
    }

    /// <summary>Null for anything that is not named as a whole preview is.</summary>
    private static string? HashOf(string name)
        => name.Length > Sha256Length && name[Sha256Length] == '-' && !name.EndsWith(".tmp", StringComparison.Ordinal) ? name[..Sha256Length] : null;
}
