namespace Limner.Accounts.Users;

/// <summary>Role names, in the database, the session's claims and the API alike.</summary>
internal static class Roles
{
    public const string Administrator = "administrator";
    public const string Member = "member";
    public const string Viewer = "viewer";
}
