using System.Security.Claims;
using Limner.Accounts.Access;
using Limner.Jobs;
using Limner.Storage;
using Limner.Storage.Events;

namespace Limner.Host.Security;

/// <summary>Ends live connections with the access they were opened with. It is here because Accounts and Jobs stand beside each other.</summary>
internal sealed class LiveAccess(ILiveConnections connections, IAccessCheck check) : IDomainEventHandler<AccessEnded>, ILiveAccess
{
    public ValueTask<bool> StillHoldsAsync(ClaimsPrincipal who, CancellationToken cancellation) => check.StillHoldsAsync(who, cancellation);

    public Task HandleAsync(AccessEnded message, LimnerDb db, CancellationToken cancellation)
    {
        db.AfterCommit(() => Close(message));
        return Task.CompletedTask;
    }

    private void Close(AccessEnded ended)
    {
        if (ended.SessionId is { } session)
        {
            connections.CloseSession(session);
        }

        if (ended.ApiKeyId is { } key)
        {
            connections.CloseApiKey(key);
        }

        if (ended is { SessionId: null, ApiKeyId: null })
        {
            connections.CloseUser(ended.UserId);
        }
    }
}
