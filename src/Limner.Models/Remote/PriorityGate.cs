namespace Limner.Models.Remote;

/// <summary>Lets so many in at once; of those who wait the one of the highest priority goes first, of equal ones who came first.</summary>
internal sealed class PriorityGate(Func<int> capacity)
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<TaskCompletionSource, (int Priority, long Number)> _waiting = new();
    private long _number;
    private int _inside;

    public int Inside => Volatile.Read(ref _inside);

    /// <summary>Waits for its turn; leave by disposing what is returned.</summary>
    public async Task<IDisposable> EnterAsync(int priority, CancellationToken cancellation)
    {
        TaskCompletionSource turn;
        lock (_gate)
        {
            if (_inside < capacity())
            {
                _inside++;
                return new Leave(this);
            }

            turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(turn, (-priority, _number++));
        }

        await using (cancellation.Register(() => turn.TrySetCanceled(cancellation)))
        {
            await turn.Task;
        }

        return new Leave(this);
    }

    private void Exit()
    {
        lock (_gate)
        {
            // Who has gone meanwhile cannot be let in; and fewer may be let in than before.
            while (_inside <= capacity() && _waiting.TryDequeue(out var turn, out _))
            {
                if (turn.TrySetResult())
                {
                    return;
                }
            }

            _inside--;
        }
    }

    private sealed class Leave(PriorityGate gate) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                gate.Exit();
            }
        }
    }
}
