namespace Limner.Accounts.SecurityEvents;

internal sealed class SecurityEventRow
{
    public long Id { get; set; }

    public DateTimeOffset At { get; set; }

    public required string Kind { get; set; }

    public long? UserId { get; set; }

    public string? UserName { get; set; }

    public long? ApiKeyId { get; set; }

    public string? Address { get; set; }

    public string? Subject { get; set; }

    public string? Detail { get; set; }

    /// <summary>How often the same thing happened before it was written down once.</summary>
    public int Count { get; set; } = 1;
}
