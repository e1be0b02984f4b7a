namespace Limner.Accounts.Invitations;

/// <summary>A link that lets somebody choose a password once.</summary>
internal sealed class InvitationRow
{
    public long Id { get; set; }

    /// <summary><c>invite</c>: a new person; <c>reset</c>: one who is here already.</summary>
    public required string Purpose { get; set; }

    /// <summary>SHA-256 in hex.</summary>
    public required string TokenHash { get; set; }

    /// <summary>Whose password it resets.</summary>
    public long? UserId { get; set; }

    /// <summary>The name the administrator proposed; the person may choose another.</summary>
    public string? UserName { get; set; }

    public required string Role { get; set; }

    public long CreatedBy { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset? UsedAt { get; set; }
}
