namespace Limner.Library.Watching;

/// <summary>
/// Where the handler of events leaves what it hears: it costs a lock and an entry in a set, never waits and never grows beyond a bound. What a second
/// handler call would have said again is said once.
/// </summary>
internal sealed class NotedPaths(int limit, Action wake)
{
    private readonly Lock _gate = new();
    private HashSet<string> _paths = new(StringComparer.Ordinal);
    private bool _more;
    private Exception? _failure;

    public void Add(string path)
    {
        bool isFirst;
        lock (_gate)
        {
            isFirst = _paths.Count == 0 && !_more;
            if (_paths.Count < limit)
            {
                _paths.Add(path);
            }
            else
            {
                _more |= !_paths.Contains(path);
            }
        }

        if (isFirst)
        {
            wake();
        }
    }

    public void Fail(Exception exception)
    {
        lock (_gate)
        {
            _failure ??= exception;
        }

        wake();
    }

    /// <summary>Everything since the last call.</summary>
    public Noted Take()
    {
        lock (_gate)
        {
            var noted = new Noted(_paths, _more, _failure);
            if (_paths.Count > 0)
            {
                _paths = new HashSet<string>(StringComparer.Ordinal);
            }

            _more = false;
            _failure = null;
            return noted;
        }
    }
}

/// <param name="Paths">Full paths.</param>
/// <param name="More">There were more than are kept.</param>
/// <param name="Failure">Why some may never have been heard of.</param>
internal sealed record Noted(IReadOnlyCollection<string> Paths, bool More, Exception? Failure);
