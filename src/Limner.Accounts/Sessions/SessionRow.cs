namespace Limner.Accounts.Sessions;

/// <summary>One sign-in. The cookie carries its id.</summary>
internal sealed class SessionRow
{
    public required string Id { get; set; }

    public long UserId { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset SeenAt { get; set; }

    public string? Address { get; set; }

    public string? UserAgent { get; set; }

    /// <summary>How the API names it: the id itself is what the cookie proves.</summary>
    public required string PublicId { get; set; }
}
