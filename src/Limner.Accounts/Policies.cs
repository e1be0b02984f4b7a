namespace Limner.Accounts;

/// <summary>Names of authorization policies. Without one, an endpoint needs any signed-in user.</summary>
public static class Policies
{
    /// <summary>Signed in as an administrator; all others are answered 403.</summary>
    public const string Administrator = "administrator";
}
