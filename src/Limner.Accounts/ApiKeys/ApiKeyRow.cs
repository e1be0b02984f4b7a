namespace Limner.Accounts.ApiKeys;

internal sealed class ApiKeyRow
{
    public long Id { get; set; }

    public long UserId { get; set; }

    public required string Name { get; set; }

    /// <summary>The key's first characters, to tell it from others.</summary>
    public required string Prefix { get; set; }

    /// <summary>SHA-256 in hex.</summary>
    public required string KeyHash { get; set; }

    /// <summary>Names of <see cref="Access.Scopes"/>, separated by spaces.</summary>
    public required string Scopes { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? ExpiresAt { get; set; }

    public DateTimeOffset? LastUsedAt { get; set; }

    public string? LastUsedAddress { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }
}
