using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Generation.Queue;

/// <summary>
/// Whose turn it is. People take turns, one generation each: who was served longest ago is next, whoever has never been served first of all. Among one's own the higher
/// priority goes first, then the older; a priority moves nothing before another person's.
/// </summary>
internal static class QueueOrder
{
    /// <summary>All that waits, in the order in which it will be painted if nothing is added. Two statements.</summary>
    public static async Task<IReadOnlyList<GenerationRow>> OfAsync(LimnerDb db, bool isRemote, CancellationToken cancellation)
    {
        var waiting = await db.Set<GenerationRow>().AsNoTracking()
            .Where(row => row.FinishedAt == null && row.IsRemote == isRemote && row.State == QueueState.Queued).OrderBy(row => row.Id).ToListAsync(cancellation);
        if (waiting.Count == 0)
        {
            return [];
        }

        var turns = await db.Set<GenerationMakerRow>().AsNoTracking().ToDictionaryAsync(maker => maker.OwnerId, maker => maker.Turn, cancellation);
        return Arrange(waiting, turns);
    }

    /// <param name="waiting">By id.</param>
    /// <param name="turns">When each was last served; who is missing never was.</param>
    public static IReadOnlyList<GenerationRow> Arrange(IReadOnlyList<GenerationRow> waiting, IReadOnlyDictionary<long, long> turns)
    {
        var people = new PriorityQueue<Queue<GenerationRow>, (long Turn, long First)>();
        foreach (var own in waiting.GroupBy(row => row.OwnerId))
        {
            var queue = new Queue<GenerationRow>(own.OrderByDescending(row => row.Priority).ThenBy(row => row.Id));
            people.Enqueue(queue, (turns.GetValueOrDefault(own.Key), queue.Peek().Id));
        }

        var order = new List<GenerationRow>(waiting.Count);
        var turn = turns.Values.DefaultIfEmpty().Max();
        while (people.TryDequeue(out var queue, out _))
        {
            order.Add(queue.Dequeue());
            if (queue.Count > 0)
            {
                people.Enqueue(queue, (++turn, queue.Peek().Id));
            }
        }

        return order;
    }
}
