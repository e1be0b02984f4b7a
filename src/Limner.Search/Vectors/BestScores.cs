namespace Limner.Search.Vectors;

/// <summary>The highest of many scores, in a heap whose root is the lowest of them: most of what is offered is turned away by one comparison.</summary>
internal sealed class BestScores(int capacity)
{
    private readonly (float Score, long Id)[] _heap = new (float, long)[capacity];

    public int Count { get; private set; }

    /// <summary>What an offer has to reach to be kept; the lowest float there is while there is room.</summary>
    public float Threshold { get; private set; } = float.NegativeInfinity;

    public ReadOnlySpan<(float Score, long Id)> Items => _heap.AsSpan(0, Count);

    public void Offer(float score, long id)
    {
        if (Count < _heap.Length)
        {
            _heap[Count] = (score, id);
            Rise(Count++);
            if (Count == _heap.Length)
            {
                Threshold = _heap[0].Score;
            }
        }
        else if (IsBelow(_heap[0], (score, id)))
        {
            _heap[0] = (score, id);
            Sink();
            Threshold = _heap[0].Score;
        }
    }

    // Of equal scores the lower id is the better one, so that it does not matter in which order they are offered.
    private static bool IsBelow((float Score, long Id) one, (float Score, long Id) other)
        => one.Score < other.Score || (one.Score == other.Score && one.Id > other.Id);

    private void Rise(int at)
    {
        while (at > 0 && IsBelow(_heap[at], _heap[(at - 1) / 2]))
        {
            (_heap[at], _heap[(at - 1) / 2]) = (_heap[(at - 1) / 2], _heap[at]);
            at = (at - 1) / 2;
        }
    }

    private void Sink()
    {
        for (var at = 0; ;)
        {
            var least = at;
            for (var child = (2 * at) + 1; child <= (2 * at) + 2 && child < Count; child++)
            {
                least = IsBelow(_heap[child], _heap[least]) ? child : least;
            }

            if (least == at)
            {
                return;
            }

            (_heap[at], _heap[least]) = (_heap[least], _heap[at]);
            at = least;
        }
    }
}
