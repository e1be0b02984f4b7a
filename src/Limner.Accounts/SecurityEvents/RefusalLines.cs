using Microsoft.Extensions.Logging;

namespace Limner.Accounts.SecurityEvents;

/// <summary>
/// What of the refusals stands in the log. Log files roll by size, so whoever can write lines at will can make older ones disappear:
/// refusals have a file of their own, <see cref="ISecurityEvents.RefusedCategory"/>, and a number of lines a second in it; in the log and
/// among the other security events stands how many there were, once a minute. Not safe for threads.
/// </summary>
internal sealed class RefusalLines(TimeProvider clock, ILoggerFactory logs)
{
    public const int LinesPerSecond = 20;
    public static readonly TimeSpan NoticeEvery = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly ILogger _refused = logs.CreateLogger(ISecurityEvents.RefusedCategory);
    private readonly ILogger _security = logs.CreateLogger(ISecurityEvents.Category);
    private readonly SortedDictionary<SecurityEventKind, int> _unnoticed = [];
    private long? _noticedAt;
    private long _windowBegan = clock.GetTimestamp();
    private int _lines;

    public void Count(SecurityEventKind kind) => _unnoticed[kind] = _unnoticed.GetValueOrDefault(kind) + 1;

    /// <summary>Of a refusal unlike those before it.</summary>
    public void Write(NotedEvent refusal)
    {
        var now = clock.GetTimestamp();
        if (clock.GetElapsedTime(_windowBegan, now) >= Second)
        {
            (_windowBegan, _lines) = (now, 0);
        }

        if (_lines < LinesPerSecond)
        {
            _lines++;
            Log.Happened(_refused, refusal.Kind.Level(), refusal.Kind, refusal.UserId, refusal.ApiKeyId, refusal.Address, refusal.Subject, refusal.Detail);
        }
    }

    /// <param name="evenIfEarly">True when there will be no later.</param>
    public void Notice(bool evenIfEarly)
    {
        var now = clock.GetTimestamp();
        if (_unnoticed.Count == 0 || (!evenIfEarly && _noticedAt is { } before && clock.GetElapsedTime(before, now) < NoticeEvery))
        {
            return;
        }

        Log.Refused(_security, _unnoticed.Values.Sum(), string.Join(", ", _unnoticed.Select(kind => $"{kind.Key} {kind.Value}")));
        _unnoticed.Clear();
        _noticedAt = now;
    }
}
