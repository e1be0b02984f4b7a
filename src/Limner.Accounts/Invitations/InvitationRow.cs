namespace Limner.Accounts.Invitations;

/// <summary>A link that lets somebody choose a password once.</summary>
internal sealed class InvitationRow
{
    public long Id { get; set; }

    /// <summary>One of <see cref="Purposes"/>.</summary>
    public required string Purpose { get; set; }

    /// <summary>SHA-256 in hex.</summary>
    public required string TokenHash { get; set; }

    /// <summary>Whose password it resets.</summary>
    public long? UserId { get; set; }

    /// <summary>The name the administrator proposed; the person may choose another.</summary>
    public string? UserName { get; set; }

    public required string Role { get; set; }

    /// <summary>A reset that takes the second factor away as well, for somebody who has lost both.</summary>
    public bool RemoveSecondFactor { get; set; }

    /// <summary>Null: made on the command line.</summary>
    public long? CreatedBy { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset? UsedAt { get; set; }
}

/// <summary><see cref="InvitationPurpose"/> as the database has it.</summary>
internal static class Purposes
{
    public const string Invite = "invite";
    public const string Reset = "reset";
}
