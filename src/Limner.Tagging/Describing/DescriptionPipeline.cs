using System.Threading.Channels;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Library;
using Limner.Models.Remote;
using Limner.Storage;
using Limner.Tagging.Prompts;
using Microsoft.EntityFrameworkCore;
using Polly.CircuitBreaker;

namespace Limner.Tagging.Describing;

/// <summary>
/// Works through the images of one run: while as many are asked about as the server takes at once, the next are read and encoded, and what was answered is
/// stored. A server that fails makes the run wait with its reason, and no image is blamed; an image is blamed when it fails right after the model has
/// answered something else.
/// </summary>
internal sealed class DescriptionPipeline(
    IDatabase database, RemoteModels models, Describer describer, ModelPictures pictures, Gazetteer gazetteer, DescriptionWriter writer, TimeProvider clock, DescriptionPipeline.Work work)
{
    /// <summary>Failures of the server with one and the same picture, after which the model is asked whether it answers at all.</summary>
    private const int SuspectAfter = 3;

    /// <summary>So many pictures without a usable answer, one after the other and none between, and the run pauses: something else is wrong.</summary>
    private const int PauseAfter = 20;

    private const int Batch = 32;
    private static readonly TimeSpan ShortPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan NotConfiguredPause = TimeSpan.FromSeconds(10);

    private readonly HashSet<long> _taken = [];
    private readonly SemaphoreSlim _settled = new(0);
    private readonly Lock _gate = new();
    private string? _waiting = work.Run.WaitingCode;
    private int _uselessInARow;

    /// <summary>Questions that are with the server.</summary>
    private int _asking;

    /// <summary>When those that wait go on; only while none is asked.</summary>
    private DateTimeOffset _waitsUntil;

    /// <summary>Ends when no image is left that is pending, or the run has been paused.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var inFlight = models.IsConfigured(work.Model.Kind) ? models.MaxInFlight(work.Model.Kind) : 1;
        var questions = Channel.CreateBounded<Question>(inFlight);
        var outcomes = Channel.CreateBounded<DescriptionOutcome>(inFlight * 4);
        var store = GuardAsync(() => StoreAsync(outcomes.Reader, stop), stop);
        var ask = GuardAsync(() => AskAllAsync(questions.Reader, outcomes.Writer, inFlight, stop.Token), stop);
        var read = GuardAsync(() => ReadAsync(questions.Writer, outcomes.Writer, stop.Token), stop);
        var all = Task.WhenAll(read, ask, store);
        try
        {
            await all;
        }
        catch (OperationCanceledException) when (all.Exception is null && !cancellation.IsCancellationRequested)
        {
            // It has paused itself.
        }
    }

    /// <summary>Where one part fails the others end too, and its failure is the one that is told.</summary>
    private static async Task GuardAsync(Func<Task> part, CancellationTokenSource stop)
    {
        await Task.Yield();
        try
        {
            await part();
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    private async Task ReadAsync(ChannelWriter<Question> questions, ChannelWriter<DescriptionOutcome> outcomes, CancellationToken cancellation)
    {
        while (await NextAsync(cancellation) is { } batch)
        {
            foreach (var (id, failures) in batch.Images)
            {
                if (!batch.Pictures.TryGetValue(id, out var picture))
                {
                    await outcomes.WriteAsync(DescriptionOutcome.Gone(id), cancellation);
                }
                else if (batch.Answers.TryGetValue(picture.Content.Id, out var answer))
                {
                    await outcomes.WriteAsync(DescriptionOutcome.Known(picture, KnownAnswers.Read(answer)), cancellation);
                }
                else
                {
                    try
                    {
                        await questions.WriteAsync(new Question(picture, await pictures.JpegAsync(id, picture.Content, work.PictureSide, cancellation), failures), cancellation);
                    }
                    catch (LimnerException exception)
                    {
                        await outcomes.WriteAsync(DescriptionOutcome.Failed(picture, exception.Failure), cancellation);
                    }
                }
            }
        }

        questions.Complete();
    }

    /// <summary>The next pending images that nobody works on; null at the end.</summary>
    private async Task<NextImages?> NextAsync(CancellationToken cancellation)
    {
        while (true)
        {
            long[] taken;
            lock (_taken)
            {
                taken = [.. _taken];
            }

            await using var db = database.Read();
            var images = await db.Set<DescriptionRunImageRow>()
                .Where(image => image.RunId == work.Run.Id && image.State == DescriptionImageState.Pending && !EF.Parameter(taken).Contains(image.ImageId))
                .OrderBy(image => image.ImageId).Take(Batch)
                .ToDictionaryAsync(image => image.ImageId, image => image.ServerFailures, cancellation);
            if (images.Count == 0)
            {
                lock (_taken)
                {
                    if (_taken.Count == 0)
                    {
                        return null;
                    }
                }

                await _settled.WaitAsync(cancellation);
                continue;
            }

            lock (_taken)
            {
                _taken.UnionWith(images.Keys);
            }

            var found = await PictureFacts.LoadAsync(db, work.Run.OwnerId, images.Keys, gazetteer, cancellation);
            var contents = found.Select(picture => picture.Content.Id).ToList();
            var known = work.Run.AskAgain
                ? []
                : await KnownAnswers.Usable(db, work.Key).Where(answer => EF.Parameter(contents).Contains(answer.ContentId)).ToDictionaryAsync(answer => answer.ContentId, cancellation);
            return new NextImages(images, found.ToDictionary(picture => picture.ImageId), known);
        }
    }

    private async Task AskAllAsync(ChannelReader<Question> questions, ChannelWriter<DescriptionOutcome> outcomes, int inFlight, CancellationToken cancellation)
    {
        // One more than the server takes: it stands ready with its request written, so that the next is asked the moment an answer is there.
        await Task.WhenAll(Enumerable.Range(0, inFlight + 1).Select(async _ =>
        {
            await foreach (var question in questions.ReadAllAsync(cancellation))
            {
                Count(1);
                await outcomes.WriteAsync(await AskAsync(question, cancellation), cancellation);
                Count(-1);
            }
        }));
        outcomes.Complete();
    }

    private async Task<DescriptionOutcome> AskAsync(Question question, CancellationToken cancellation)
    {
        var (picture, jpeg, failures) = question;
        while (true)
        {
            var isProbed = false;
            try
            {
                if (failures >= SuspectAfter)
                {
                    await describer.ProbeAsync(work.Model, work.Run.Priority, cancellation);
                    isProbed = true;
                }

                var asked = await describer.AskAsync(work.Model, work.Version.Text, work.Version.Language, picture.Values, work.Vocabulary, jpeg, work.Run.Priority, cancellation);
                return DescriptionOutcome.Of(picture, asked);
            }
            catch (LimnerException exception) when (ModelFailures.IsOfServer(exception))
            {
                if (isProbed && exception.InnerException is not BrokenCircuitException)
                {
                    return DescriptionOutcome.Failed(picture, exception.Failure);
                }

                // What the breaker turns away was not asked.
                if (exception.InnerException is not BrokenCircuitException)
                {
                    await RememberAsync(picture.ImageId, ++failures, cancellation);
                }

                await WaitAsync(exception, cancellation);
            }
        }
    }

    /// <summary>Says why the run waits, and waits.</summary>
    private async Task WaitAsync(LimnerException exception, CancellationToken cancellation)
    {
        var failure = exception.Failure;
        var said = $"{failure.Error.Code} {failure.Detail}";
        if (Interlocked.Exchange(ref _waiting, said) != said)
        {
            await database.WriteAsync(
                async (db, token) =>
                {
                    await SayAsync(db, failure.Error.Code, failure.Detail, token);
                    await work.Job.AdvanceAsync(db, 0, 0, $"Waiting: {failure.Error.Title}", token);
                },
                cancellation);
        }

        var pause = exception.RetryAfter ?? (failure.Error == ErrorCatalogue.ModelNotConfigured ? NotConfiguredPause : ShortPause);
        pause = pause > TimeSpan.Zero ? pause : ShortPause;
        Count(-1, clock.GetUtcNow() + pause);
        await Task.Delay(pause, clock, cancellation);
        Count(1);
    }

    /// <summary>Where all that is asked waits for the server, so does the job.</summary>
    private void Count(int questions, DateTimeOffset waitsUntil = default)
    {
        lock (_gate)
        {
            _asking += questions;
            _waitsUntil = waitsUntil > _waitsUntil ? waitsUntil : _waitsUntil;
            if (_asking > 0)
            {
                _waitsUntil = default;
            }

            work.Job.WaitsUntil = _waitsUntil == default ? null : _waitsUntil;
        }
    }

    /// <summary>For whoever goes on with the run, should it be cut off before the picture is blamed or described.</summary>
    private Task RememberAsync(long imageId, int failures, CancellationToken cancellation)
        => database.WriteAsync(
            (db, token) => db.Set<DescriptionRunImageRow>().Where(image => image.RunId == work.Run.Id && image.ImageId == imageId)
                .ExecuteUpdateAsync(set => set.SetProperty(image => image.ServerFailures, failures), token),
            cancellation);

    private async Task StoreAsync(ChannelReader<DescriptionOutcome> outcomes, CancellationTokenSource stop)
    {
        var batch = new List<DescriptionOutcome>();
        while (await outcomes.WaitToReadAsync(stop.Token))
        {
            batch.Clear();
            while (batch.Count < Batch && outcomes.TryRead(out var outcome))
            {
                batch.Add(outcome);
            }

            var goesOn = batch.Any(outcome => outcome.State == DescriptionImageState.Done) && Interlocked.Exchange(ref _waiting, null) is not null;
            var useless = Useless(batch);
            await database.WriteAsync(
                async (db, token) =>
                {
                    await writer.WriteAsync(db, work.Job, work.Run, work.Key, batch, token);
                    if (work.Run.Origin == DescriptionOrigin.Scan)
                    {
                        await work.Job.SetTotalAsync(db, await db.Set<DescriptionRunRow>().Where(run => run.Id == work.Run.Id).Select(run => run.ImageCount).SingleAsync(token), token);
                    }

                    if (useless is not null)
                    {
                        await SayAsync(db, useless.Error.Code, useless.Detail, token);
                        await db.Set<DescriptionRunRow>().Where(run => run.Id == work.Run.Id && run.State == DescriptionRunState.Running)
                            .ExecuteUpdateAsync(set => set.SetProperty(run => run.State, DescriptionRunState.Paused), token);
                    }
                    else if (goesOn)
                    {
                        await SayAsync(db, null, null, token);
                    }
                },
                stop.Token);
            lock (_taken)
            {
                batch.ForEach(outcome => _taken.Remove(outcome.ImageId));
            }

            _settled.Release();
            if (useless is not null)
            {
                throw new OperationCanceledException("The run has paused itself.");
            }
        }
    }

    /// <returns>The reason, when too many in a row were of no use.</returns>
    private Failure? Useless(List<DescriptionOutcome> batch)
    {
        foreach (var outcome in batch)
        {
            _uselessInARow = outcome.State switch
            {
                DescriptionImageState.Failed => _uselessInARow + 1,
                DescriptionImageState.Done => 0,
                _ => _uselessInARow,
            };
        }

        return _uselessInARow >= PauseAfter ? batch.Last(outcome => outcome.Failure is not null).Failure : null;
    }

    private Task SayAsync(LimnerDb db, string? code, string? detail, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        return db.Set<DescriptionRunRow>().Where(run => run.Id == work.Run.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(run => run.WaitingCode, code).SetProperty(run => run.WaitingDetail, detail).SetProperty(run => run.UpdatedAt, now), cancellation);
    }

    /// <summary>What is to be done, and how.</summary>
    internal sealed record Work(JobContext Job, DescriptionRunRow Run, RemoteModelName Model, PromptVersionRow Version, Vocabulary Vocabulary, AnswerKey Key, int PictureSide);

    /// <param name="Failures">How often the server has failed with it.</param>
    private sealed record Question(PictureFacts Picture, byte[] Jpeg, int Failures);

    /// <param name="Images">Ids, and how often the server has failed with each.</param>
    private sealed record NextImages(IReadOnlyDictionary<long, int> Images, IReadOnlyDictionary<long, PictureFacts> Pictures, IReadOnlyDictionary<long, ModelAnswerRow> Answers);
}
