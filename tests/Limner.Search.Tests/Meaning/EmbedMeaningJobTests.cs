using Limner.Imaging;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Library;
using Limner.Search.Likeness;
using Limner.Search.Meaning;
using Limner.Search.Tests.Fusion;
using Limner.Search.Vectors;
using Limner.Storage;
using Limner.Vision.Embedding;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Search.Tests.Meaning;

/// <summary>When a model takes over from the one before, and what is done with pictures that it could not look at.</summary>
public sealed class EmbedMeaningJobTests : IAsyncLifetime
{
    private readonly Pictures _pictures = new();
    private MeaningCatalogue _catalogue = null!;

    public async Task InitializeAsync() => _catalogue = await MeaningCatalogue.CreateAsync(services => services.AddSingleton<IContentPictures>(_pictures));

    public async Task DisposeAsync() => await _catalogue.DisposeAsync();

    [Fact]
    public async Task A_model_does_not_take_over_while_pictures_are_away_and_goes_on_when_they_are_back()
    {
        await AddEarlierSpaceAsync();
        var (here, away) = (await AddAsync("here.jpg"), await AddAsync("away.jpg"));
        _pictures.Failures[away] = ErrorCatalogue.FileMissing;
        var failure = (await Should.ThrowAsync<LimnerException>(RunAsync)).Failure;
        (failure.Error, failure.Error.IsTransient).ShouldBe((ErrorCatalogue.PicturesAway, true));
        failure.Detail!.ShouldContain("1 have no vector yet");
        failure.Detail!.ShouldContain("file_missing");
        (await SpacesAsync()).ShouldBe([("earlier", true), (_catalogue.Model.Model, false)], ignoreOrder: true);
        (await VectorsAsync()).ShouldBe([here]);

        _pictures.Failures.Clear();
        var job = await RunAsync();
        (job.Done, job.Failed).ShouldBe((1, 0));
        (await SpacesAsync()).ShouldBe([(_catalogue.Model.Model, true)]);
    }

    [Fact]
    public async Task What_can_never_be_read_and_what_is_in_no_list_keeps_no_model_from_taking_over()
    {
        await AddEarlierSpaceAsync();
        await AddAsync("here.jpg");
        _pictures.Failures[await AddAsync("damaged.jpg")] = ErrorCatalogue.FileCorrupt;
        _pictures.Failures[await AddAsync("deleted.jpg")] = ErrorCatalogue.FileMissing;
        await _catalogue.Inner.ExecuteAsync($"UPDATE images SET missing_since = 1 WHERE name = 'deleted.jpg'");
        var job = await RunAsync();
        (job.Done, job.Failed, job.Message).ShouldBe((1, 2, "Without: 1 file_corrupt"));
        (await SpacesAsync()).ShouldBe([(_catalogue.Model.Model, true)]);
    }

    [Fact]
    public async Task A_picture_that_is_shown_is_compared_by_what_it_looks_like_where_the_model_for_meaning_fails()
    {
        await AddAsync("here.jpg");
        await RunAsync();
        var spaces = _catalogue.Services.GetRequiredService<LikenessSpaces>();
        var embedder = _catalogue.Services.GetRequiredService<IVisualEmbedder>();
        await _catalogue.Inner.Database.WriteAsync((db, token) => _catalogue.Services.GetRequiredService<VisualSpace>().EnsureAsync(db, token), default);
        (await ShowAsync()).ShouldBe(_catalogue.Model.Model);
        foreach (var error in new[] { ErrorCatalogue.Inference, ErrorCatalogue.ModelLoad })
        {
            _catalogue.Model.PictureFailure = new LimnerException(error);
            (await ShowAsync()).ShouldBe(embedder.Model);
        }

        // It rests, and is asked again.
        _catalogue.Model.PictureFailure = null;
        (await ShowAsync()).ShouldBe(embedder.Model);
        _catalogue.Inner.Clock.Advance(TimeSpan.FromMinutes(1));
        (await ShowAsync()).ShouldBe(_catalogue.Model.Model);

        async Task<string> ShowAsync()
        {
            using var picture = Pictures.Grey();
            await using var db = _catalogue.Inner.Database.Read();
            return (await spaces.EmbedAsync(db, picture, default)).Space.Model;
        }
    }

    private async Task<Run> RunAsync()
    {
        var job = new Run(new EmbedMeaningPayload(_catalogue.Model.Model));
        await ActivatorUtilities.CreateInstance<EmbedMeaningJob>(_catalogue.Services).RunAsync(job, default);
        return job;
    }

    /// <returns>The content.</returns>
    private async Task<long> AddAsync(string name)
    {
        var id = await _catalogue.AddAsync($"Photos/{name}", vector: null);
        await using var db = _catalogue.Inner.Database.Read();
        return (await db.Set<ImageRow>().SingleAsync(image => image.Id == id)).ContentId;
    }

    private Task AddEarlierSpaceAsync() => _catalogue.Inner.Database.WriteAsync(
        async (db, token) =>
        {
            var space = await VectorStore.EnsureSpaceAsync(db, MeaningSpace.Kind, "earlier", 4, _catalogue.Model.PictureScale, token);
            await db.Set<VectorSpaceRow>().Where(row => row.Id == space.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Complete, true), token);
        },
        default);

    private async Task<List<(string Model, bool Complete)>> SpacesAsync()
    {
        await using var db = _catalogue.Inner.Database.Read();
        return [.. (await db.Set<VectorSpaceRow>().Where(row => row.Kind == MeaningSpace.Kind).ToListAsync()).Select(row => (row.Model, row.Complete))];
    }

    private async Task<List<long>> VectorsAsync()
    {
        await using var db = _catalogue.Inner.Database.Read();
        return await db.Set<VectorRow>().Select(row => row.ContentId).ToListAsync();
    }

    private sealed class Pictures : IContentPictures
    {
        public Dictionary<long, ErrorDefinition> Failures { get; } = [];

        public static DecodedPicture Grey()
        {
            var pixels = new PixelBuffer(512, 512);
            pixels.Writable.Span.Fill(127);
            return new DecodedPicture(512, 512, pixels);
        }

        public Task<PixelBuffer> DecodeAsync(long contentId, int longSide, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<PixelBuffer> DecodeAsync(ReadOnlyMemory<byte> file, int longSide, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<DecodedPicture> DecodeSquareAsync(ReadOnlyMemory<byte> file, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<DecodedPicture> DecodeSquareAsync(long contentId, CancellationToken cancellation)
            => Failures.TryGetValue(contentId, out var error) ? Task.FromException<DecodedPicture>(new LimnerException(error)) : Task.FromResult(Grey());
    }

    /// <summary>Counts in memory; the queue itself has tests of its own.</summary>
    private sealed class Run(object payload) : JobContext
    {
        public long Done { get; private set; }

        public long Failed { get; private set; }

        public string? Message { get; private set; }

        public override long Id => 1;

        public override long? OwnerId => null;

        public override string? Subject => null;

        public override int Attempt => 1;

        public override T Payload<T>() => (T)payload;

        public override Task SetTotalAsync(LimnerDb db, long total, CancellationToken cancellation) => Task.CompletedTask;

        public override Task ResumeAsync(LimnerDb db, long done, long failed, string? message, CancellationToken cancellation) => AdvanceAsync(db, done, failed, message, cancellation);

        public override Task AdvanceAsync(LimnerDb db, long done, long failed, string? message, CancellationToken cancellation)
        {
            (Done, Failed, Message) = (Done + done, Failed + failed, message ?? Message);
            return Task.CompletedTask;
        }
    }
}
