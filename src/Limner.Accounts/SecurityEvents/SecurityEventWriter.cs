using Limner.Accounts.Users;
using Limner.Kernel.Errors;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Limner.Accounts.SecurityEvents;

/// <summary>Brings what <see cref="SecurityEventLog"/> noted into the table once a second, before anybody reads it, and when the server stops.</summary>
internal sealed class SecurityEventWriter(SecurityEventLog log, IDatabase database, TimeProvider clock, IOptionsMonitor<SecurityEventOptions> options, ILogger<SecurityEventWriter> logger) : BackgroundService
{
    /// <summary>Rows of each kind that strangers can cause; the oldest go first.</summary>
    public const int MaxOfRefusal = 5000;

    /// <summary>Rows of all other kinds.</summary>
    public const int MaxOthers = 100_000;

    private static readonly TimeSpan WriteEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PruneEvery = TimeSpan.FromHours(1);

    /// <summary>Rows after which the table is pruned although it is not time yet: it outgrows its size by no more than this and one batch.</summary>
    private const int PruneAfter = 1000;

    private readonly SemaphoreSlim _one = new(1);
    private DateTimeOffset _prunedAt;
    private int _sincePruned;
    private bool _isFailing;

    /// <exception cref="LimnerException">The database cannot be written to; nothing is lost.</exception>
    public Task FlushAsync(CancellationToken cancellation) => FlushAsync(isLast: false, cancellation);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryFlushAsync(isLast: true, cancellationToken);
    }

    public override void Dispose()
    {
        _one.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // By the real clock, whatever clock the server goes by: it spares the disk and nothing follows from it.
        using var timer = new PeriodicTimer(WriteEvery);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryFlushAsync(isLast: false, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // StopAsync writes the rest.
        }
    }

    private async Task FlushAsync(bool isLast, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            var events = log.Take(isLast);
            if (events.Count == 0)
            {
                return;
            }

            try
            {
                await database.WriteAsync((db, token) => WriteAsync(db, events, token), cancellation);
            }
            catch
            {
                log.PutBack(events);
                throw;
            }
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task TryFlushAsync(bool isLast, CancellationToken cancellation)
    {
        try
        {
            await FlushAsync(isLast, cancellation);
            _isFailing = false;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Whatever is wrong with the database, it must end neither this service nor, with it, the server. Said once: it is tried every second.
            if (!_isFailing)
            {
                Log.EventsNotWritten(logger, exception);
            }

            _isFailing = true;
        }
    }

    private async Task WriteAsync(LimnerDb db, IReadOnlyList<KeyValuePair<NotedEvent, Occurrences>> events, CancellationToken cancellation)
    {
        var names = new Dictionary<long, string>();
        foreach (var ids in events.Select(entry => entry.Key.UserId).OfType<long>().Distinct().Chunk(500))
        {
            await foreach (var user in db.Set<UserRow>().Where(row => ids.Contains(row.Id)).Select(row => new { row.Id, row.UserName }).AsAsyncEnumerable().WithCancellation(cancellation))
            {
                names[user.Id] = user.UserName;
            }
        }

        foreach (var (noted, occurrences) in events)
        {
            db.Add(new SecurityEventRow
            {
                At = occurrences.Last,
                Kind = noted.Kind.Name(),
                UserId = noted.UserId,
                UserName = noted.UserId is { } id ? names.GetValueOrDefault(id) : null,
                ApiKeyId = noted.ApiKeyId,
                Address = noted.Address,
                Subject = noted.Subject,
                Detail = noted.Detail,
                Count = occurrences.Count,
            });
        }

        await db.SaveChangesAsync(cancellation);
        _sincePruned += events.Count;
        var now = clock.GetUtcNow();
        if (_sincePruned >= PruneAfter || now - _prunedAt >= PruneEvery)
        {
            await PruneAsync(db, now, cancellation);
            (_prunedAt, _sincePruned) = (now, 0);
        }
    }

    private async Task PruneAsync(LimnerDb db, DateTimeOffset now, CancellationToken cancellation)
    {
        var expired = now - TimeSpan.FromDays(options.CurrentValue.EventsKeepDays);
        var events = db.Set<SecurityEventRow>();
        await events.Where(row => row.At < expired).ExecuteDeleteAsync(cancellation);
        var refusals = SecurityEventKinds.RefusalNames;
        foreach (var refusal in refusals)
        {
            await KeepNewestAsync(events.Where(row => row.Kind == refusal), MaxOfRefusal, cancellation);
        }

        await KeepNewestAsync(events.Where(row => !refusals.Contains(row.Kind)), MaxOthers, cancellation);
    }

    private static async Task KeepNewestAsync(IQueryable<SecurityEventRow> rows, int count, CancellationToken cancellation)
    {
        if (await rows.OrderByDescending(row => row.Id).Skip(count).Select(row => (long?)row.Id).FirstOrDefaultAsync(cancellation) is { } last)
        {
            await rows.Where(row => row.Id <= last).ExecuteDeleteAsync(cancellation);
        }
    }
}
