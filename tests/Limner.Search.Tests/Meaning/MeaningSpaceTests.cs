using System.Diagnostics.Metrics;
using Limner.Models.Store;
using Limner.Search.Meaning;
using Limner.Search.Vectors;
using Limner.Testing;
using Limner.Vision.Embedding.ImageText;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Limner.Search.Tests.Meaning;

public sealed class MeaningSpaceTests : IAsyncLifetime
{
    private Catalogue _catalogue = null!;

    private IImageTextModels Models => _catalogue.Services.GetRequiredService<IImageTextModels>();

    private VectorStore Store => _catalogue.Services.GetRequiredService<VectorStore>();

    public async Task InitializeAsync() => _catalogue = await Catalogue.CreateAsync();

    public async Task DisposeAsync() => await _catalogue.DisposeAsync();

    [Fact]
    public async Task The_model_before_answers_until_all_vectors_of_the_new_one_are_made()
    {
        (await ServingAsync("")).ShouldBeNull();
        var clip = Install(TinyImageText.Clip);
        (await ServingAsync("")).ShouldBeNull();

        // Some of its vectors are better than none.
        await AddAsync(clip, content: 1);
        (await ServingAsync("")).ShouldNotBeNull().Model.ShouldBe(clip);
        (await ServingAsync("")).ShouldNotBeNull().Space.IsComplete.ShouldBeFalse();
        await Space("").CompleteAsync(_catalogue.Database, clip, 16, default);

        var siglip = Install(TinyImageText.Siglip);
        await AddAsync(siglip, content: 1);
        var serving = (await ServingAsync(TinyImageText.Siglip)).ShouldNotBeNull();
        (serving.Model, serving.Space.Model, serving.Space.IsComplete).ShouldBe((clip, clip.Model, true));
        await Space(TinyImageText.Siglip).CompleteAsync(_catalogue.Database, siglip, 24, default);
        (await ServingAsync(TinyImageText.Siglip)).ShouldNotBeNull().Model.ShouldBe(siglip);

        // The others' vectors are gone: whoever goes back waits again.
        (await ServingAsync(TinyImageText.Clip)).ShouldNotBeNull().Model.ShouldBe(siglip);
    }

    [Fact]
    public async Task Without_its_model_a_space_answers_nothing_and_its_vectors_stay()
    {
        var clip = Install(TinyImageText.Clip);
        await AddAsync(clip, content: 1);
        await Space("").CompleteAsync(_catalogue.Database, clip, 16, default);
        Directory.Delete(Path.Combine(_catalogue.DataDirectory, "models", TinyImageText.Clip), recursive: true);
        Models.Refresh();
        (await ServingAsync("")).ShouldBeNull();

        Install(TinyImageText.Clip);
        var serving = (await ServingAsync("")).ShouldNotBeNull();
        serving.Space.IsComplete.ShouldBeTrue();
        var words = await _catalogue.Services.GetRequiredService<WordVectors>().OfAsync(serving.Model, "a photo of a cat", default);
        (await _catalogue.Services.GetRequiredService<VectorIndexes>().Of(serving.Space).SearchAsync(new VectorQuery(words, 5), default)).Select(hit => hit.ContentId).ShouldBe([1]);
    }

    [Fact]
    public async Task Words_are_encoded_once_however_many_ask_and_again_when_the_hour_is_over()
    {
        var model = Install(TinyImageText.Clip);
        var made = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "embedding_generation_total")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };

        // Tests beside this one make vectors as well: only those of this flow count.
        var mine = new AsyncLocal<bool> { Value = true };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            if (mine.Value && tags.ToArray().Contains(new KeyValuePair<string, object?>("kind", "text")))
            {
                Interlocked.Add(ref made, (int)count);
            }
        });
        listener.Start();
        var words = _catalogue.Services.GetRequiredService<WordVectors>();
        var vectors = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => words.OfAsync(model, "two dogs", default)));
        vectors.ShouldAllBe(vector => vector.SequenceEqual(vectors[0]));
        made.ShouldBe(1);
        await words.OfAsync(model, "two cats", default);
        made.ShouldBe(2);
        _catalogue.Clock.Advance(TimeSpan.FromSeconds(3599));
        await words.OfAsync(model, "two dogs", default);
        made.ShouldBe(2);
        _catalogue.Clock.Advance(TimeSpan.FromSeconds(2));
        await words.OfAsync(model, "two dogs", default);
        made.ShouldBe(3);
    }

    [Fact]
    public async Task What_is_installed_or_removed_shows_at_once_and_begins_the_work()
    {
        _catalogue.Services.GetRequiredService<MeaningSpace>().Current.ShouldBeNull();
        TinyImageText.Install(_catalogue.DataDirectory, TinyImageText.Clip);
        await ChangedAsync(ModelTasks.TextToImage);
        (await JobsAsync()).ShouldBeEmpty();
        await ChangedAsync(ModelTasks.ImageTextEmbedding);
        var model = _catalogue.Services.GetRequiredService<MeaningSpace>().Current.ShouldNotBeNull();
        (await JobsAsync()).ShouldBe([$"embed_meaning:{model.Model}"]);
        Directory.Delete(Path.Combine(_catalogue.DataDirectory, "models"), recursive: true);
        await ChangedAsync(task: null);
        _catalogue.Services.GetRequiredService<MeaningSpace>().Current.ShouldBeNull();
    }

    private Task ChangedAsync(string? task)
        => _catalogue.Database.WriteAsync((db, token) => db.PublishAsync(new ModelsChanged(TinyImageText.Clip, task, IsInstalled: true), token), default);

    private async Task<List<string>> JobsAsync()
    {
        await using var db = _catalogue.Database.Read();
        return await db.Database.SqlQuery<string>($"SELECT deduplication_key AS Value FROM jobs WHERE kind = 'embed_meaning'").ToListAsync();
    }

    private MeaningSpace Space(string wanted) => new(Models, Store, new Wanted(wanted));

    private async Task<ServingMeaning?> ServingAsync(string wanted)
    {
        await using var db = _catalogue.Database.Read();
        return await Space(wanted).ServingAsync(db, default);
    }

    private IImageTextModel Install(string model)
    {
        TinyImageText.Install(_catalogue.DataDirectory, model);
        Models.Refresh();
        return Models.Choose(model).ShouldNotBeNull();
    }

    private async Task AddAsync(IImageTextModel model, long content)
    {
        var vector = await model.Texts.EncodeAsync("a photo of a cat", default);
        await _catalogue.AddAsync($"Photos/{model.Id}.jpg");
        await _catalogue.Database.WriteAsync(
            async (db, token) => await Store.SaveAsync(db, await MeaningSpace.EnsureAsync(db, model, vector.Length, token), [(content, vector)], token), default);
    }

    private sealed class Wanted(string model) : IOptionsMonitor<SearchOptions>
    {
        public SearchOptions CurrentValue { get; } = new() { EmbeddingModel = model };

        public SearchOptions Get(string? name) => CurrentValue;

        public IDisposable? OnChange(Action<SearchOptions, string?> listener) => null;
    }
}
