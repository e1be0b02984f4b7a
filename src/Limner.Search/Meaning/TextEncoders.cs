using System.Runtime.CompilerServices;
using Limner.Kernel.Errors;
using Limner.Models.Store;
using Limner.Vision.Embedding.ImageText;

namespace Limner.Search.Meaning;

/// <summary>
/// Runs text encoders for those who search. Opening one takes seconds: that is done apart from whoever asks first, so it goes on when they have given up waiting, and
/// the next finds it open. One that failed is left alone for a while (<see cref="ModelTroubles"/>).
/// </summary>
internal sealed class TextEncoders(ModelTroubles troubles) : IAsyncDisposable
{
    /// <summary>Of <see cref="ModelTroubles"/>.</summary>
    public const string Part = "texts";

    // Each run keeps a core busy: of many wordings at once, anybody's, no more are looked at than there are cores.
    private readonly SemaphoreSlim _places = new(Environment.ProcessorCount);
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Goes with the model: one that was removed leaves nothing here.</summary>
    private readonly ConditionalWeakTable<IImageTextModel, Slot> _slots = [];

    /// <summary>The vector of a text, of length 1. Waits as long as it takes; to give up is the caller's.</summary>
    /// <exception cref="LimnerException">As <see cref="ITextEncoder.EncodeAsync"/>, with the time after which the model is tried again where it failed as a whole.</exception>
    public async Task<float[]> EncodeAsync(IImageTextModel model, string words, CancellationToken cancellation)
    {
        troubles.ThrowIfResting(model.Id, Part);
        await OpeningOf(model).WaitAsync(cancellation);
        await _places.WaitAsync(cancellation);
        try
        {
            // On the thread pool web requests would wait for a thread.
            return await LongRunning(() => model.Texts.EncodeAsync(words, cancellation), cancellation);
        }
        catch (LimnerException failure) when (ModelTroubles.IsAboutTheModel(failure.Failure.Error))
        {
            throw troubles.Report(model.Id, Part, failure);
        }
        finally
        {
            _places.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        foreach (var (_, slot) in _slots)
        {
            await (slot.Opening ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _stopping.Dispose();
        _places.Dispose();
    }

    /// <summary>Under way or done; one that failed is begun again.</summary>
    private Task OpeningOf(IImageTextModel model)
    {
        var slot = _slots.GetOrCreateValue(model);
        lock (slot)
        {
            return slot.Opening is { IsFaulted: false, IsCanceled: false } opening ? opening : slot.Opening = LongRunning(() => OpenAsync(model), _stopping.Token);
        }
    }

    private async Task<bool> OpenAsync(IImageTextModel model)
    {
        try
        {
            await model.Texts.PrepareAsync(_stopping.Token);
            troubles.Clear(model.Id, Part);
            return true;
        }
        catch (LimnerException failure) when (ModelTroubles.IsAboutTheModel(failure.Failure.Error))
        {
            throw troubles.Report(model.Id, Part, failure);
        }
    }

    private static Task<T> LongRunning<T>(Func<Task<T>> work, CancellationToken cancellation)
        => Task.Factory.StartNew(work, cancellation, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();

    private sealed class Slot
    {
        public Task? Opening { get; set; }
    }
}
