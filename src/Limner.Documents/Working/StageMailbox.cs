using System.Threading.Channels;

namespace Limner.Documents.Working;

/// <summary>Carries stages from the reading, which must not wait, to whoever writes them down. Only the latest counts.</summary>
internal sealed class StageMailbox
{
    private readonly Channel<(int Page, ReadingStage Stage)> _stages = Channel.CreateBounded<(int, ReadingStage)>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private Task<bool>? _waiting;

    public void Post(int page, ReadingStage stage) => _stages.Writer.TryWrite((page, stage));

    /// <summary>Waits for the next stage or the end of a piece of work, whichever comes first.</summary>
    /// <returns>Null when the work has ended.</returns>
    public async Task<(int Page, ReadingStage Stage)?> NextAsync(Task work)
    {
        _waiting ??= _stages.Reader.WaitToReadAsync().AsTask();
        if (await Task.WhenAny(work, _waiting) == work)
        {
            return null;
        }

        _waiting = null;
        return _stages.Reader.TryRead(out var stage) ? stage : null;
    }
}
