using System.ComponentModel;

namespace Limner.Accounts.Users;

/// <summary>What somebody is at this server.</summary>
public enum Role
{
    [Description("Everything, other people's accounts and the settings included.")]
    Administrator,

    [Description("Folders and pictures of their own.")]
    Member,

    [Description("Looks at what is shared with them, and changes nothing.")]
    Viewer,
}

/// <summary>The same as words, as the database and the session's claims have them.</summary>
internal static class Roles
{
    public const string Administrator = "administrator";
    public const string Member = "member";
    public const string Viewer = "viewer";

    public static string Name(this Role role) => role switch
    {
        Role.Administrator => Administrator,
        Role.Member => Member,
        Role.Viewer => Viewer,
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, message: null),
    };

    public static Role Parse(string name) => name switch
    {
        Administrator => Role.Administrator,
        Member => Role.Member,
        Viewer => Role.Viewer,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, message: null),
    };
}
