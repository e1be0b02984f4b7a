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
                    await SendAsync(row);
                }
            }
        }

        foreach (var (folder, listeners) in changes.Folders)
        {
            await ClientsOf(listeners).folder_changed(new LiveFolder(folder));
        }

        if (!changes.Images.IsEmpty)
        {
            await ClientsOf(changes.Images).images_changed(LiveNothing.Value);
        }

        if (!changes.Tags.IsEmpty)
        {
            await ClientsOf(changes.Tags).tags_changed(LiveNothing.Value);
        }

        if (!changes.Albums.IsEmpty)
        {
            await ClientsOf(changes.Albums).albums_changed(LiveNothing.Value);
        }

        foreach (var (audience, generation) in changes.Generations.Values)
        {
            await ClientsOf(audience.Users).generation_changed(generation);
        }
    }

    private async Task SendAsync(JobRow row)
    {
        var job = views.From(row);
        if (row.OwnerId is { } owner)
        {
            await hub.Clients.Group(LiveGroups.User(owner)).job_changed(job);
        }

        var others = connections.Administrators.Where(id => id != row.OwnerId).Select(LiveGroups.Administrator);
        await hub.Clients.Groups([.. others]).job_changed(row.OwnerId is null ? job : job.WithoutParticulars());
    }

    private ILiveClient ClientsOf(LiveListeners listeners) => listeners.Everyone ? hub.Clients.All : ClientsOf(listeners.Users);

    private ILiveClient ClientsOf(IEnumerable<long> users) => hub.Clients.Groups([.. users.Select(LiveGroups.User)]);
}
