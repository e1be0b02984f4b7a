using Limner.Accounts.Access;
using Limner.Storage;
using Limner.Storage.Events;

namespace Limner.Accounts.Sessions;

/// <summary>
/// Sessions looked up in the last five seconds: a gallery page asks for a hundred thumbnails at once, and they share one look at the database.
/// What this process ends is forgotten at the commit; what something else ends (another node, the command line) at the end of the five seconds.
/// </summary>
internal sealed class SessionCache(TimeProvider clock) : IDomainEventHandler<AccessEnded>
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);
    private const int MaxSessions = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (Session Session, long At)> _sessions = new(StringComparer.Ordinal);
    private long _generation;

    /// <summary>Take it before looking into the database, and hand it to <see cref="Add"/>.</summary>
    public long Generation
    {
        get
        {
            lock (_gate)
            {
                return _generation;
            }
        }
    }

    public Session? Find(string id)
    {
        lock (_gate)
        {
            return _sessions.TryGetValue(id, out var known) && clock.GetElapsedTime(known.At) < Lifetime ? known.Session : null;
        }
    }

    /// <summary>Keeps what was found, unless access has ended since: it may be what was found before.</summary>
    /// <param name="at">Timestamp of before the look.</param>
    public void Add(Session session, long at, long generation)
    {
        lock (_gate)
        {
            if (generation != _generation)
            {
                return;
            }

            if (_sessions.Count >= MaxSessions)
            {
                _sessions.Clear();
            }

            _sessions[session.Id] = (session, at);
        }
    }

    public Task HandleAsync(AccessEnded message, LimnerDb db, CancellationToken cancellation)
    {
        db.AfterCommit(() => Forget(message));
        return Task.CompletedTask;
    }

    private void Forget(AccessEnded ended)
    {
        if (ended is { SessionId: null, ApiKeyId: not null })
        {
            return;
        }

        lock (_gate)
        {
            _generation++;
            foreach (var (id, (session, _)) in _sessions)
            {
                if (ended.SessionId is { } one ? id == one : session.UserId == ended.UserId)
                {
                    _sessions.Remove(id);
                }
            }
        }
    }
}
