using Limner.Accounts.Access;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Accounts.Sessions;

/// <summary>The one way a session's row goes before its time: with it end the copies in the cache and the live connections.</summary>
internal static class SessionEnd
{
    /// <summary>Ends the sessions that fit.</summary>
    /// <returns>How many did.</returns>
    public static async Task<int> EndSessionsAsync(this LimnerDb db, Func<IQueryable<SessionRow>, IQueryable<SessionRow>> which, CancellationToken cancellation)
    {
        var ended = await which(db.Set<SessionRow>()).Select(session => new { session.Id, session.UserId }).ToListAsync(cancellation);
        await which(db.Set<SessionRow>()).ExecuteDeleteAsync(cancellation);
        foreach (var session in ended)
        {
            await db.PublishAsync(new AccessEnded(session.UserId, session.Id), cancellation);
        }

        return ended.Count;
    }
}
