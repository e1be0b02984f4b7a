namespace Limner.Accounts.Users;

internal sealed class UserRow
{
    public long Id { get; set; }

    public required string UserName { get; set; }

    public required string NormalizedUserName { get; set; }

    /// <summary>In ASP.NET Core Identity's format, which names algorithm, iterations and salt.</summary>
    public required string PasswordHash { get; set; }

    /// <summary>One of <see cref="Roles"/>.</summary>
    public required string Role { get; set; }

    /// <summary>Base32 of the shared secret, sealed with the server's keys.</summary>
    public string? SecondFactorSecret { get; set; }

    /// <summary>Null: shown, but no code of it has been seen yet, so it is not asked for.</summary>
    public DateTimeOffset? SecondFactorConfirmedAt { get; set; }

    /// <summary>Time step of the last code taken: no code is good twice.</summary>
    public long? SecondFactorLastStep { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public DateTimeOffset? DisabledAt { get; set; }
}

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

/// <summary>Role names, in the database, the session's claims and the API alike.</summary>
internal static class Roles
{
    public const string Administrator = "administrator";
    public const string Member = "member";
    public const string Viewer = "viewer";
}
