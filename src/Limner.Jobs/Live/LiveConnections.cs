using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.SignalR;

namespace Limner.Jobs.Live;

/// <summary>Who listens. With nobody there, nothing needs to be read for them.</summary>
internal sealed class LiveConnections : ILiveConnections
{
    // Named here again because Jobs does not reference Accounts.
    private const string SessionClaim = "limner:session";
    private const string ApiKeyClaim = "limner:api_key";

    private readonly ConcurrentDictionary<string, Connection> _open = new(StringComparer.Ordinal);

    public bool Any => !_open.IsEmpty;

    /// <summary>Those who may know that other people's jobs exist.</summary>
    public IReadOnlyCollection<long> Administrators => _open.Values.Where(connection => connection.IsAdministrator).Select(connection => connection.UserId).ToHashSet();

    public void Opened(HubCallerContext context, Caller caller)
        => _open[context.ConnectionId] = new Connection(caller.Id, caller.IsAdministrator, context.User?.FindFirstValue(SessionClaim), context.User?.FindFirstValue(ApiKeyClaim), context);

    public void Closed(string connectionId) => _open.TryRemove(connectionId, out _);

    public void CloseUser(long userId) => Close(connection => connection.UserId == userId);

    public void CloseSession(string sessionId) => Close(connection => connection.SessionId == sessionId);

    public void CloseApiKey(long apiKeyId)
    {
        var key = apiKeyId.ToString(CultureInfo.InvariantCulture);
        Close(connection => connection.ApiKeyId == key);
    }

    private void Close(Func<Connection, bool> which)
    {
        // They leave the list by Closed, once the hub has seen them go.
        foreach (var connection in _open.Values.Where(which))
        {
            connection.Context.Abort();
        }
    }

    private sealed record Connection(long UserId, bool IsAdministrator, string? SessionId, string? ApiKeyId, HubCallerContext Context);
}
