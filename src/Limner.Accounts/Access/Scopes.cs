using Limner.Kernel.Access;

namespace Limner.Accounts.Access;

/// <summary>Names of an API key's scopes.</summary>
internal static class Scopes
{
    public const string Admin = "admin";

    private static readonly Dictionary<string, Permission> Names = new(StringComparer.Ordinal)
    {
        ["read"] = Permission.Read,
        ["write"] = Permission.Write,
        ["generate"] = Permission.Generate,
        ["metrics"] = Permission.Metrics,
        [Admin] = Permission.Administer,
    };

    public static IReadOnlyCollection<string> All => Names.Keys;

    /// <summary>The scope that stands for a permission; none for <see cref="Permission.Account"/>, which no key can have.</summary>
    public static string? Find(Permission permission)
    {
        var named = permission == Permission.Mark ? Permission.Write : permission;
        return Names.FirstOrDefault(scope => scope.Value == named).Key;
    }

    public static Permission? Parse(string name) => Names.TryGetValue(name, out var permission) ? permission : null;
}
