namespace Limner.Accounts.SecurityEvents;

/// <summary>Where everything is noted that tells who tried what: log categories and files of their own, and a table.</summary>
public interface ISecurityEvents
{
    /// <summary>The log category, which the log's set-up gives a file of its own.</summary>
    const string Category = "Limner.Security";

    /// <summary>The log category of refusals, with a file of its own: strangers can fill it.</summary>
    const string RefusedCategory = "Limner.Security.Refused";

    /// <summary>Returns at once and never fails. Who asks and from where is taken from the present request, if there is one.</summary>
    void Record(SecurityEvent happened);
}

/// <param name="Kind">What happened.</param>
/// <param name="UserId">Whose account it concerns; null: that of who asks, if anybody is signed in.</param>
/// <param name="Subject">Public id or name of the thing it happened to: a user, key, session, folder, route. Never a secret.</param>
/// <param name="Detail">A short reason. Never a secret, never a path of somebody else's files.</param>
public sealed record SecurityEvent(SecurityEventKind Kind, long? UserId = null, string? Subject = null, string? Detail = null);

/// <summary>In the API and the table in snake_case.</summary>
public enum SecurityEventKind
{
    SignedIn,
    SignInFailed,
    SignInLimited,
    SignedOut,
    SessionRevoked,
    PasswordChanged,
    ResetLinkMade,
    PasswordReset,
    SecondFactorEnabled,
    SecondFactorDisabled,
    RecoveryCodeUsed,
    UserInvited,
    InvitationRevoked,
    UserJoined,
    UserDisabled,
    UserEnabled,
    RoleChanged,
    ApiKeyCreated,
    ApiKeyUsed,
    ApiKeyRefused,
    ApiKeyRevoked,
    AccessDenied,
    CrossSiteRefused,
    HostRefused,
    PathDenied,
    RequestLimited,
    FolderShared,
    AlbumShared,
    SettingsChanged,
}
