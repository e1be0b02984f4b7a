using System.Collections.Concurrent;
using System.Text.Json;
using Limner.Jobs;
using Limner.Kernel.Ids;

namespace Limner.Generation.Queue;

/// <summary>What is being painted here, and who waits for its end.</summary>
internal sealed class RunningPaintings(ILiveFeed live, TimeProvider clock)
{
    private readonly ConcurrentDictionary<long, RunningPainting> _running = new();
    private readonly ConcurrentDictionary<long, TaskCompletionSource> _ends = new();

    public static string PublicIdOf(long id) => PublicId.Format(IdPrefixes.Generation, id);

    public IEnumerable<RunningPainting> All => _running.Values;

    public RunningPainting? Find(long id) => _running.GetValueOrDefault(id);

    /// <param name="row">Claimed.</param>
    /// <param name="stopping">Ends whatever is painted.</param>
    public RunningPainting Begin(GenerationRow row, CancellationToken stopping)
    {
        var painting = new RunningPainting(row, clock, Announce, stopping);
        _running[row.Id] = painting;
        Announce(painting);
        return painting;
    }

    public void Remove(RunningPainting painting) => _running.TryRemove(painting.Row.Id, out _);

    /// <summary>Asks a painting to stop; nothing where it does not run here.</summary>
    public void Cancel(long id) => Find(id)?.Cancel();

    /// <summary>Tells pages and those who wait. After the commit.</summary>
    public void Ended(long id, long ownerId, GenerationState state)
    {
        Announce(ownerId, id, state);
        if (_ends.TryRemove(id, out var waiting))
        {
            waiting.TrySetResult();
        }
    }

    public void Announce(long ownerId, long id, GenerationState state, int? position = null, double? secondsLeft = null)
        => live.GenerationChanged(LiveAudience.Of(ownerId), new LiveGeneration(PublicIdOf(id), NameOf(state), position, SecondsLeft: secondsLeft));

    /// <summary>A task that ends with the generation: take it, then look whether it has ended already.</summary>
    public Task EndOf(long id) => _ends.GetOrAdd(id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Forgets who waits: nothing will end any more.</summary>
    public void Forget(long id) => _ends.TryRemove(id, out _);

    private static string NameOf(GenerationState state) => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());

    private void Announce(RunningPainting painting)
    {
        var stand = painting.Stand;
        live.GenerationChanged(
            LiveAudience.Of(painting.Row.OwnerId),
            new LiveGeneration(
                PublicIdOf(painting.Row.Id), NameOf(stand.State), Picture: stand.Picture, Step: stand.Step, Steps: stand.Steps, Preview: stand.Preview,
                SecondsLeft: TimeLeft.Of(painting.Row, stand, pace: null)));
    }
}
