using System.Globalization;
using System.Net;
using System.Security.Claims;
using Limner.Accounts.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Limner.Accounts.SecurityEvents;

/// <summary>
/// Notes what happens: the first of its kind at once in the log, all of them in a buffer that <see cref="SecurityEventWriter"/> brings into
/// the table. Equal events between two writes are one entry with a count, so that a flood costs a row a second and a source, and the
/// buffer is bounded. (ASP.NET Core has nothing of the kind: its own log messages tell of requests, not of accounts.)
/// </summary>
internal sealed class SecurityEventLog(IHttpContextAccessor http, TimeProvider clock, ILoggerFactory logs) : ISecurityEvents
{
    public const int MaxTextLength = 200;

    /// <summary>Different events between two writes; those beyond are counted and stand in the log only.</summary>
    public const int BufferSize = 5000;

    private readonly ILogger _logger = logs.CreateLogger(ISecurityEvents.Category);
    private readonly Lock _gate = new();
    private Dictionary<NotedEvent, Occurrences> _noted = [];
    private int _dropped;

    public void Record(SecurityEvent happened)
    {
        var request = http.HttpContext;
        var noted = new NotedEvent(
            happened.Kind,
            happened.UserId ?? Number(request?.User.FindFirstValue(ClaimTypes.NameIdentifier)),
            Number(request?.User.FindFirstValue(LimnerClaims.ApiKey)),
            AddressOf(request?.Connection.RemoteIpAddress),
            OneLine(happened.Subject),
            OneLine(happened.Detail));
        bool isFirst;
        lock (_gate)
        {
            isFirst = !_noted.TryGetValue(noted, out var before);
            if (!isFirst || _noted.Count < BufferSize)
            {
                _noted[noted] = new Occurrences(clock.GetUtcNow(), before.Count + 1);
            }
            else
            {
                _dropped++;
                isFirst = false;
            }
        }

        if (isFirst)
        {
            Log.Happened(_logger, noted.Kind.Level(), noted.Kind, noted.UserId, noted.ApiKeyId, noted.Address, noted.Subject, noted.Detail);
        }
    }

    /// <summary>Empties the buffer, in the order of first occurrence.</summary>
    public (IReadOnlyList<KeyValuePair<NotedEvent, Occurrences>> Events, int Dropped) Take()
    {
        Dictionary<NotedEvent, Occurrences> taken;
        int dropped;
        lock (_gate)
        {
            (taken, _noted) = (_noted, []);
            (dropped, _dropped) = (_dropped, 0);
        }

        foreach (var (noted, occurrences) in taken.Where(entry => entry.Value.Count > 1))
        {
            Log.Repeated(_logger, noted.Kind.Level(), noted.Kind, occurrences.Count - 1, noted.UserId, noted.Address);
        }

        if (dropped > 0)
        {
            Log.EventsDropped(_logger, dropped);
        }

        return ([.. taken], dropped);
    }

    /// <summary>Puts back what could not be written; what has been noted since comes after it.</summary>
    public void PutBack(IReadOnlyList<KeyValuePair<NotedEvent, Occurrences>> events)
    {
        lock (_gate)
        {
            var since = _noted;
            _noted = new Dictionary<NotedEvent, Occurrences>(events);
            foreach (var (noted, occurrences) in since)
            {
                if (_noted.TryGetValue(noted, out var before))
                {
                    _noted[noted] = new Occurrences(occurrences.Last, before.Count + occurrences.Count);
                }
                else if (_noted.Count < BufferSize)
                {
                    _noted.Add(noted, occurrences);
                }
                else
                {
                    _dropped += occurrences.Count;
                }
            }
        }
    }

    private static string? AddressOf(IPAddress? address) => (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString();

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

/// <param name="Last">When it happened last.</param>
internal readonly record struct Occurrences(DateTimeOffset Last, int Count);
