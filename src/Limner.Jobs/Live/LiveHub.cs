using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace Limner.Jobs.Live;

/// <summary>
/// What the server tells a page. The methods carry the names of the wire, because SignalR sends a typed client's method under its C# name.
/// All are hints: a page that missed one (while reconnecting, say) fetches again. Public because SignalR implements it in an assembly
/// made at run time.
/// </summary>
public interface ILiveClient
{
#pragma warning disable IDE1006 // Names of the wire.
    Task job_changed(JobView job);

    Task folder_changed(LiveFolder folder);

    Task images_changed(LiveNothing nothing);

    Task tags_changed(LiveNothing nothing);

    Task albums_changed(LiveNothing nothing);

    Task generation_changed(LiveGeneration generation);
#pragma warning restore IDE1006
}

/// <param name="Id">Public id, <c>fld_…</c>.</param>
public sealed record LiveFolder(string Id);

/// <summary>An empty object: room for fields to come.</summary>
public sealed record LiveNothing
{
    public static readonly LiveNothing Value = new();
}

/// <summary>Route <c>/hubs/live</c>. Pages only listen; it has no methods to call.</summary>
[Authorize]
internal sealed class LiveHub(LiveConnections connections, ILiveAccess access) : Hub<ILiveClient>
{
    public override async Task OnConnectedAsync()
    {
        if (Caller.TryFrom(Context.User) is not { } caller)
        {
            Context.Abort();
            return;
        }

        connections.Opened(Context, caller);
        if (!await access.StillHoldsAsync(Context.User!, Context.ConnectionAborted))
        {
            // It ended between the request that was let in and the line before; a client may take its time there.
            Context.Abort();
            return;
        }

        await Groups.AddToGroupAsync(Context.ConnectionId, LiveGroups.User(caller.Id), Context.ConnectionAborted);
        if (caller.IsAdministrator)
        {
            await Groups.AddToGroupAsync(Context.ConnectionId, LiveGroups.Administrator(caller.Id), Context.ConnectionAborted);
        }

        await base.OnConnectedAsync();
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        connections.Closed(Context.ConnectionId);
        return base.OnDisconnectedAsync(exception);
    }
}

internal static class LiveGroups
{
    /// <summary>All connections of one person. What they are told is decided for each message, so that a change of what they see holds at once.</summary>
    public static string User(long userId) => string.Create(CultureInfo.InvariantCulture, $"user:{userId}");

    /// <summary>
    /// Those of a person's connections that an administrator's rights go with: not the ones opened with a key that lacks the scope, for their
    /// requests would not be told of others' jobs either.
    /// </summary>
    public static string Administrator(long userId) => string.Create(CultureInfo.InvariantCulture, $"administrator:{userId}");
}
