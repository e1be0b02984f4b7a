using System.Globalization;
using System.Security.Claims;
using Limner.Accounts.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Limner.Accounts.SecurityEvents;

/// <summary>
/// Notes what happens: the first of its kind at once in the log, all of them in a buffer that <see cref="SecurityEventWriter"/> brings into
/// the table. Equal events between two writes are one entry with a count. What strangers can cause is apart from everything else
/// (<see cref="RefusalBuffer"/>, <see cref="RefusalLines"/>), so that no flood of it hides what an intruder did. The others are not bounded:
/// each needs a person or a key that was let in and is limited like any request, and where the table cannot be written little of what they
/// tell of can happen. (ASP.NET Core has nothing of the kind: its own log messages tell of requests, not of accounts.)
/// </summary>
internal sealed class SecurityEventLog(IHttpContextAccessor http, TimeProvider clock, ILoggerFactory logs) : ISecurityEvents
{
    public const int MaxTextLength = 200;

    private readonly ILogger _logger = logs.CreateLogger(ISecurityEvents.Category);
    private readonly Lock _gate = new();
    private readonly RefusalLines _refusalLines = new(clock, logs);
    private Dictionary<NotedEvent, Occurrences> _others = [];
    private RefusalBuffer _refusals = new();
    private long _recorded;

    public void Record(SecurityEvent happened)
    {
        var request = http.HttpContext;
        var noted = new NotedEvent(
            happened.Kind,
            happened.UserId ?? Number(request?.User.FindFirstValue(ClaimTypes.NameIdentifier)),
            Number(request?.User.FindFirstValue(LimnerClaims.ApiKey)),
            request?.Connection.RemoteIpAddress?.Shown(),
            OneLine(happened.Subject),
            OneLine(happened.Detail));
        bool isFirst;
        lock (_gate)
        {
            var once = new Occurrences(_recorded++, clock.GetUtcNow(), 1);
            if (noted.Kind.IsRefusal())
            {
                _refusalLines.Count(noted.Kind);
                if (_refusals.Add(noted, once) is { } begun)
                {
                    _refusalLines.Write(begun);
                }

                return;
            }

            isFirst = !_others.TryGetValue(noted, out var before);
            _others[noted] = isFirst ? once : before.With(once);
        }

        if (isFirst)
        {
            Log.Happened(_logger, noted.Kind.Level(), noted.Kind, noted.UserId, noted.ApiKeyId, noted.Address, noted.Subject, noted.Detail);
        }
    }

    /// <summary>Empties the buffers, in the order of first occurrence.</summary>
    /// <param name="isLast">Whether the server stops.</param>
    public IReadOnlyList<KeyValuePair<NotedEvent, Occurrences>> Take(bool isLast = false)
    {
        Dictionary<NotedEvent, Occurrences> others;
        RefusalBuffer refusals;
        lock (_gate)
        {
            (others, _others) = (_others, []);
            (refusals, _refusals) = (_refusals, new RefusalBuffer());
            _refusalLines.Notice(isLast);
        }

        foreach (var (noted, occurrences) in others.Where(entry => entry.Value.Count > 1))
        {
            Log.Repeated(_logger, noted.Kind.Level(), noted.Kind, occurrences.Count - 1, noted.UserId, noted.Address);
        }

        return [.. others.Concat(refusals.Entries).OrderBy(entry => entry.Value.First)];
    }

    /// <summary>Puts back what could not be written; what has been noted since comes after it.</summary>
    public void PutBack(IReadOnlyList<KeyValuePair<NotedEvent, Occurrences>> events)
    {
        lock (_gate)
        {
            var (others, refusals) = (_others, _refusals);
            (_others, _refusals) = ([], new RefusalBuffer());
            foreach (var (noted, occurrences) in events.Concat(others).Concat(refusals.Entries))
            {
                if (noted.Kind.IsRefusal())
                {
                    _refusals.Add(noted, occurrences);
                }
                else
                {
                    _others[noted] = _others.TryGetValue(noted, out var before) ? before.With(occurrences) : occurrences;
                }
            }
        }
    }

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>What others wrote must not look like a line of the log's own.</summary>
    private static string? OneLine(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var cut = text.Length <= MaxTextLength ? text : string.Concat(text.AsSpan(0, MaxTextLength - 1), "…");
        return string.Create(cut.Length, cut, (line, source) =>
        {
            for (var i = 0; i < line.Length; i++)
            {
                line[i] = char.IsControl(source[i]) || char.GetUnicodeCategory(source[i]) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Format ? '\u00b7' : source[i];
            }
        });
    }
}

/// <summary>What makes two events the same.</summary>
internal sealed record NotedEvent(SecurityEventKind Kind, long? UserId, long? ApiKeyId, string? Address, string? Subject, string? Detail);

/// <param name="First">The place of the first among all events.</param>
/// <param name="Last">When it happened last.</param>
internal readonly record struct Occurrences(long First, DateTimeOffset Last, int Count)
{
    /// <summary>These and, after them, <paramref name="later"/>.</summary>
    public Occurrences With(Occurrences later) => new(First, later.Last, Count + later.Count);
}
