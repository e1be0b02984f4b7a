using Limner.Library;
using Limner.Search.Fusion;
using Limner.Search.Meaning;
using Limner.Search.Querying;
using Limner.Search.Vectors;
using Limner.Vision.Embedding.ImageText;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Limner.Search.Tests.Fusion;

/// <summary>A catalogue with vectors of what pictures mean, of four dimensions, set by hand.</summary>
internal sealed class MeaningCatalogue : IAsyncDisposable
{
    private MeaningCatalogue(Catalogue inner, FakeImageTextModels models) => (Inner, Models) = (inner, models);

    public Catalogue Inner { get; }

    public FakeImageTextModels Models { get; }

    public FakeImageTextModel Model { get; } = new();

    public IServiceProvider Services => Inner.Services;

    public static async Task<MeaningCatalogue> CreateAsync(Action<IServiceCollection>? configure = null)
    {
        var models = new FakeImageTextModels();
        var catalogue = new MeaningCatalogue(
            await Catalogue.CreateAsync(services =>
            {
                services.AddSingleton<IImageTextModels>(models);
                configure?.Invoke(services);
            }),
            models);
        models.Installed = catalogue.Model;
        return catalogue;
    }

    /// <summary>Changes a setting.</summary>
    public void Threshold(double least) => Services.GetRequiredService<IOptionsMonitor<SearchOptions>>().CurrentValue.MeaningThreshold = least;

    /// <param name="vector">Null: it has not been looked at.</param>
    public async Task<long> AddAsync(string path, float[]? vector, string[]? tags = null, long owner = 1, string? taken = null)
    {
        var id = await Inner.AddAsync(path, tags, taken, owner: owner);
        if (vector is not null)
        {
            await GiveAsync([id], _ => vector);
        }

        return id;
    }

    /// <summary>Vectors of images, by their place in the list.</summary>
    public Task GiveAsync(IReadOnlyList<long> ids, Func<int, float[]> vectorOf) => Inner.Database.WriteAsync(
        async (db, token) =>
        {
            var space = await MeaningSpace.EnsureAsync(db, Model, 4, token);
            var contents = await db.Set<ImageRow>().Where(image => EF.Parameter(ids).Contains(image.Id)).ToDictionaryAsync(image => image.Id, image => image.ContentId, token);
            await Services.GetRequiredService<VectorStore>().SaveAsync(db, space, [.. ids.Select((id, index) => (contents[id], new ReadOnlyMemory<float>(vectorOf(index))))], token);
            await db.Set<VectorSpaceRow>().Where(row => row.Id == space.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Complete, true), token);
        },
        default);

    public ValueTask<ImagePage> PageAsync(
        string? q, string? mode = null, double? threshold = null, int limit = 100, string? cursor = null, string? sort = null, long user = 1, FilterParameters? more = null)
        => Services.GetRequiredService<CachedSearch>().PageAsync(user, (more ?? new FilterParameters()) with { Q = q }, sort, limit, cursor, mode, threshold, default);

    public async Task<string[]> NamesAsync(string? q, string? mode = null, double? threshold = null, long user = 1, FilterParameters? more = null)
        => [.. (await PageAsync(q, mode, threshold, user: user, more: more)).Items.Select(image => image.Name)];

    public ValueTask DisposeAsync() => Inner.DisposeAsync();
}
