using System.Collections.Concurrent;
using Limner.Kernel.Errors;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Limner.Accounts.ApiKeys;

/// <summary>Notes when and from where each key was last used: beside the requests, at most once a minute, and once more when the server stops.</summary>
internal sealed class ApiKeyUses(IDatabase database, TimeProvider clock, ILogger<ApiKeyUses> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<long, (DateTimeOffset At, string? Address)> _pending = new();
    private readonly SemaphoreSlim _used = new(0, 1);

    public void Note(long keyId, string? address)
    {
        _pending[keyId] = (clock.GetUtcNow(), address);
        if (_used.CurrentCount == 0)
        {
            try
            {
                _used.Release();
            }
            catch (SemaphoreFullException)
            {
                // Another request has just woken the writer: that is all that was wanted.
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _used.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await _used.WaitAsync(stoppingToken);
                await WriteAsync(stoppingToken);
                await Task.Delay(Every, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is pending is written by StopAsync.
        }
    }

    private async Task WriteAsync(CancellationToken cancellation)
    {
        var uses = _pending.ToList();
        if (uses.Count == 0)
        {
            return;
        }

        try
        {
            await database.WriteAsync(
                async (db, token) =>
                {
                    foreach (var (id, use) in uses)
                    {
                        await db.Set<ApiKeyRow>().Where(row => row.Id == id)
                            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LastUsedAt, use.At).SetProperty(row => row.LastUsedAddress, use.Address), token);
                    }
                },
                cancellation);
        }
        catch (LimnerException exception)
        {
            // A full disk: they stay pending and the next use tries again.
            Log.KeyUsesNotNoted(logger, exception, uses.Count);
            return;
        }

        foreach (var use in uses)
        {
            // Only if it has not been used again meanwhile.
            _pending.TryRemove(use);
        }
    }
}
