using Limner.Kernel.Errors;

namespace Limner.Library.Upload;

/// <summary>
/// One request at a time works on an upload, so that two never interleave in its file, and one person sends over so many connections at once.
/// In memory: a server that dies leaves nothing locked.
/// </summary>
internal sealed class UploadLocks
{
    /// <summary>Browsers open six connections to a server; this leaves room for a second device.</summary>
    internal const int MaxForPerson = 16;

    private readonly Lock _gate = new();
    private readonly HashSet<long> _uploads = [];
    private readonly Dictionary<long, int> _people = [];

    /// <summary>Dispose what it returns. Null: another request has it.</summary>
    public IDisposable? TryEnter(long uploadId)
    {
        lock (_gate)
        {
            return _uploads.Add(uploadId) ? new Entered(() => _uploads.Remove(uploadId), _gate) : null;
        }
    }

    /// <exception cref="LimnerException"><c>upload_locked</c>.</exception>
    public IDisposable Enter(long uploadId) => TryEnter(uploadId) ?? throw new LimnerException(ErrorCatalogue.UploadLocked) { RetryAfter = TimeSpan.FromSeconds(1) };

    /// <summary>Counts a body that a person is sending.</summary>
    /// <exception cref="LimnerException"><c>rate_limited</c>.</exception>
    public IDisposable EnterBody(long userId)
    {
        lock (_gate)
        {
            var count = _people.GetValueOrDefault(userId);
            if (count >= MaxForPerson)
            {
                throw new LimnerException(ErrorCatalogue.RateLimited, $"At most {MaxForPerson} files at once.") { RetryAfter = TimeSpan.FromSeconds(1) };
            }

            _people[userId] = count + 1;
            return new Entered(() => Leave(userId), _gate);
        }
    }

    private void Leave(long userId)
    {
        if (--_people[userId] == 0)
        {
            _people.Remove(userId);
        }
    }

    private sealed class Entered(Action leave, Lock gate) : IDisposable
    {
        private Action? _leave = leave;

        public void Dispose()
        {
            lock (gate)
            {
                _leave?.Invoke();
                _leave = null;
            }
        }
    }
}
