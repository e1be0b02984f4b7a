using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Limner.Accounts.SecurityEvents;

internal static class SecurityEventKinds
{
    private static readonly HashSet<SecurityEventKind> Refusals =
    [
        SecurityEventKind.SignInFailed, SecurityEventKind.SignInLimited, SecurityEventKind.ApiKeyRefused, SecurityEventKind.AccessDenied,
        SecurityEventKind.CrossSiteRefused, SecurityEventKind.HostRefused, SecurityEventKind.PathDenied, SecurityEventKind.RequestLimited,
    ];

    private static readonly Dictionary<SecurityEventKind, string> Names = Enum.GetValues<SecurityEventKind>()
        .ToDictionary(kind => kind, kind => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString()));

    public static IReadOnlyList<string> RefusalNames { get; } = [.. Refusals.Select(Name)];

    /// <summary>Whether strangers can cause it as often as they like: it must not crowd out anything else.</summary>
    public static bool IsRefusal(this SecurityEventKind kind) => Refusals.Contains(kind);

    /// <summary>As the table and the API spell it.</summary>
    public static string Name(this SecurityEventKind kind) => Names[kind];

    public static bool TryParse(string name, out SecurityEventKind kind)
    {
        foreach (var (known, spelled) in Names)
        {
            if (spelled == name)
            {
                kind = known;
                return true;
            }
        }

        kind = default;
        return false;
    }

    /// <exception cref="ArgumentException">A kind of a newer version: the database is refused before it comes to that.</exception>
    public static SecurityEventKind Parse(string name) => TryParse(name, out var kind) ? kind : throw new ArgumentException("No such kind.", nameof(name));

    public static LogLevel Level(this SecurityEventKind kind) => Refusals.Contains(kind) ? LogLevel.Warning : LogLevel.Information;
}
