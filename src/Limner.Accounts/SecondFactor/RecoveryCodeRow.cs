namespace Limner.Accounts.SecondFactor;

/// <summary>Stands in for the second factor once.</summary>
internal sealed class RecoveryCodeRow
{
    public long UserId { get; set; }

    /// <summary>SHA-256 in hex.</summary>
    public required string CodeHash { get; set; }

    public DateTimeOffset? UsedAt { get; set; }
}
