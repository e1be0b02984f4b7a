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
