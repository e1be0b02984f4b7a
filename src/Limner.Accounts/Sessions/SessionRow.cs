using System.Linq.Expressions;

namespace Limner.Accounts.Sessions;

/// <summary>One sign-in. The cookie carries its id.</summary>
internal sealed class SessionRow
{
    /// <summary>Visits are noted now and then only.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromHours(1);

    public required string Id { get; set; }

    public long UserId { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset SeenAt { get; set; }

    /// <summary>The cookie lasts thirty days, not one.</summary>
    public bool Remember { get; set; }

    public string? Address { get; set; }

    public string? UserAgent { get; set; }

    /// <summary>How the API names it: the id itself is what the cookie proves.</summary>
    public required string PublicId { get; set; }

    /// <summary>Somebody may have a cookie for it: each visit renews that one, and is noted.</summary>
    public static Expression<Func<SessionRow, bool>> IsOpen(DateTimeOffset now)
    {
        var (remembered, unremembered) = Oldest(now);
        return session => session.SeenAt >= (session.Remember ? remembered : unremembered);
    }

    /// <summary>Not <see cref="IsOpen"/>.</summary>
    public static Expression<Func<SessionRow, bool>> HasExpired(DateTimeOffset now)
    {
        var (remembered, unremembered) = Oldest(now);
        return session => session.SeenAt < (session.Remember ? remembered : unremembered);
    }

    private static (DateTimeOffset Remembered, DateTimeOffset Unremembered) Oldest(DateTimeOffset now)
        => (now - SessionCookie.Remembered - Slack, now - SessionCookie.Unremembered - Slack);
}
