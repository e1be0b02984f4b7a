using Limner.Jobs.Queue;
using Limner.Storage;
using Microsoft.AspNetCore.SignalR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Limner.Jobs.Live;

/// <summary>
/// Sends what has collected in <see cref="LiveFeed"/>, at most ten times a second. The first change goes out at once; those that follow
/// within a tenth of a second wait for its end and are sent as one, so the last state of a job always arrives.
/// </summary>
internal sealed class LiveSender(LiveFeed feed, LiveConnections connections, IHubContext<LiveHub, ILiveClient> hub, IDatabase database, JobViews views, TimeProvider clock, ILogger<LiveSender> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var changes = await feed.TakeAsync(stoppingToken);
                if (connections.Any)
                {
                    try
                    {
                        await SendAsync(changes, stoppingToken);
                    }
                    catch (Exception exception) when (exception is not OperationCanceledException)
                    {
                        Log.LiveFailed(logger, exception);
                    }
                }

                await Task.Delay(Interval, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops; pages reconnect and fetch.
        }
    }

    private async Task SendAsync(LiveChanges changes, CancellationToken cancellation)
    {
        if (changes.Jobs.Count > 0)
        {
            await using var db = database.Read();
            foreach (var ids in changes.Jobs.Chunk(500))
            {
                foreach (var row in await db.Set<JobRow>().Where(job => ids.Contains(job.Id)).OrderBy(job => job.Id).ToListAsync(cancellation))
                {
                    string[] groups = row.OwnerId is { } owner ? [LiveGroups.AllJobs, LiveGroups.JobsOf(owner)] : [LiveGroups.AllJobs];
                    await hub.Clients.Groups(groups).job_changed(views.From(row));
                }
            }
        }

        foreach (var (owner, folder) in changes.Folders)
        {
            await hub.Clients.Group(LiveGroups.User(owner)).folder_changed(new LiveFolder(folder));
        }

        foreach (var owner in changes.Images)
        {
            await hub.Clients.Group(LiveGroups.User(owner)).images_changed(LiveNothing.Value);
        }

        foreach (var owner in changes.Tags)
        {
            await hub.Clients.Group(LiveGroups.User(owner)).tags_changed(LiveNothing.Value);
        }
    }
}
