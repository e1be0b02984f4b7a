using Limner.Accounts.Access;
using Limner.Accounts.SecurityEvents;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Accounts.ApiKeys;

/// <summary>Revokes all keys of an account at once: where somebody else may have had hold of it, whatever they made in it goes too.</summary>
internal static class ApiKeyEnd
{
    public static async Task RevokeApiKeysAsync(this LimnerDb db, long userId, ISecurityEvents events, DateTimeOffset now, CancellationToken cancellation)
    {
        var good = db.Set<ApiKeyRow>().Where(row => row.UserId == userId && row.RevokedAt == null);
        var revoked = await good.Select(row => row.Id).ToListAsync(cancellation);
        if (revoked.Count == 0)
        {
            return;
        }

        await good.ExecuteUpdateAsync(set => set.SetProperty(row => row.RevokedAt, now), cancellation);
        foreach (var id in revoked)
        {
            await db.PublishAsync(new AccessEnded(userId, ApiKeyId: id), cancellation);
        }

        db.AfterCommit(() => events.Record(new SecurityEvent(SecurityEventKind.ApiKeyRevoked, userId, Detail: $"all, {revoked.Count}")));
    }
}
