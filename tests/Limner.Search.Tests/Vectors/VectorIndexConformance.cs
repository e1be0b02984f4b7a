using Limner.Kernel.Errors;
using Limner.Search.Vectors;

namespace Limner.Search.Tests.Vectors;

/// <summary>What every <see cref="IVectorIndex"/> does, whatever it stands on. A new implementation derives from this and says how vectors get into it.</summary>
public abstract class VectorIndexConformance : IAsyncLifetime
{
    private const int Dimensions = 48;

    protected abstract Task<IVectorIndex> CreateAsync(int dimensions);

    protected abstract Task PutAsync(IVectorIndex index, IReadOnlyCollection<(long ContentId, float[] Vector)> vectors);

    protected abstract Task RemoveAsync(IVectorIndex index, IReadOnlyCollection<long> contentIds);

    public abstract Task InitializeAsync();

    public abstract Task DisposeAsync();

    [Fact]
    public async Task An_empty_index_finds_nothing()
    {
        var index = await CreateAsync(Dimensions);
        index.Count.ShouldBe(0);
        (await FindAsync(index, Axis(0), 10)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_nearest_come_first_with_the_cosine_of_what_was_stored()
    {
        var index = await CreateAsync(2);
        await PutAsync(index, [(1, [1, 0]), (2, [3, 4]), (3, [0, 2]), (4, [-1, 0])]);
        var hits = await FindAsync(index, [10, 0], 4);
        hits.Select(hit => hit.ContentId).ShouldBe([1L, 2, 3, 4]);
        var expected = new[] { 1, 0.6, 0, -1 };
        for (var i = 0; i < 4; i++)
        {
            hits[i].Cosine.ShouldBe(expected[i], 1e-6);
        }
    }

    [Fact]
    public async Task Of_equally_near_ones_the_lower_id_comes_first()
    {
        var index = await CreateAsync(2);
        await PutAsync(index, [(9, [1, 1]), (3, [2, 2]), (7, [0.5f, 0.5f])]);
        (await FindAsync(index, [1, 1], 2)).Select(hit => hit.ContentId).ShouldBe([3L, 7]);
    }

    [Fact]
    public async Task A_vector_that_is_put_again_is_found_where_it_points_now()
    {
        var index = await CreateAsync(2);
        await PutAsync(index, [(1, [1, 0]), (2, [0, 1])]);
        await PutAsync(index, [(1, [0, 1]), (2, [1, 0])]);
        (await FindAsync(index, [1, 0], 1)).Single().ContentId.ShouldBe(2);
        index.Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_is_removed_is_found_no_more_and_can_come_back()
    {
        var index = await CreateAsync(2);
        await PutAsync(index, [(1, [1, 0]), (2, [0, 1])]);
        await RemoveAsync(index, [1, 77]);
        (await FindAsync(index, [1, 0], 10)).Single().ContentId.ShouldBe(2);
        index.Count.ShouldBe(1);
        await PutAsync(index, [(1, [1, 0])]);
        (await FindAsync(index, [1, 0], 10)).Select(hit => hit.ContentId).ShouldBe([1L, 2]);
    }

    [Fact]
    public async Task Only_what_is_allowed_is_looked_at()
    {
        var index = await CreateAsync(Dimensions);
        var vectors = Random(500, seed: 5);
        await PutAsync(index, vectors);
        var allowed = vectors.Where(item => item.ContentId % 50 == 0).Select(item => item.ContentId).ToList();
        var hits = await index.SearchAsync(new VectorQuery(vectors[0].Vector, 100) { Among = new ContentSet(allowed) }, default);
        hits.Select(hit => hit.ContentId).Order().ShouldBe(allowed.Order());
        (await index.SearchAsync(new VectorQuery(vectors[0].Vector, 100) { Among = new ContentSet() }, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_below_the_least_cosine_is_returned()
    {
        var index = await CreateAsync(2);
        await PutAsync(index, [(1, [1, 0]), (2, [3, 4]), (3, [0, 2])]);
        (await index.SearchAsync(new VectorQuery(new float[] { 1, 0 }, 10) { LeastCosine = 0.5 }, default)).Select(hit => hit.ContentId).ShouldBe([1L, 2]);
    }

    [Fact]
    public async Task It_agrees_with_comparing_all_of_them_in_double_precision()
    {
        var index = await CreateAsync(Dimensions);
        var vectors = Random(5000, seed: 1);
        await PutAsync(index, vectors);
        var found = 0;
        foreach (var (_, query) in Random(50, seed: 2))
        {
            var expected = vectors.OrderByDescending(item => Cosine(item.Vector, query)).ThenBy(item => item.ContentId).Take(10).Select(item => item.ContentId).ToHashSet();
            found += (await FindAsync(index, query, 10)).Count(hit => expected.Contains(hit.ContentId));
        }

        (found / 500.0).ShouldBeGreaterThanOrEqualTo(0.99);
    }

    [Fact]
    public async Task Elements_of_any_finite_size_are_compared_by_direction()
    {
        var index = await CreateAsync(2);
        await PutAsync(index, [(1, [1e-9f, 0]), (2, [0, float.MaxValue])]);
        (await FindAsync(index, [float.MaxValue, 0], 1)).Single().ContentId.ShouldBe(1);
    }

    [Theory]
    [InlineData(float.NaN, 0)]
    [InlineData(0, float.PositiveInfinity)]
    [InlineData(0, 0)]
    public async Task A_vector_without_a_direction_is_refused_and_nothing_is_written(float x, float y)
    {
        var index = await CreateAsync(2);
        (await Should.ThrowAsync<LimnerException>(() => FindAsync(index, [x, y], 1))).Failure.Error.ShouldBe(ErrorCatalogue.Embedding);
        (await Should.ThrowAsync<LimnerException>(() => PutAsync(index, [(1, [1, 0]), (2, [x, y])]))).Failure.Error.ShouldBe(ErrorCatalogue.Embedding);
        (await FindAsync(index, [1, 0], 1)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_vector_of_other_dimensions_is_refused()
    {
        var index = await CreateAsync(2);
        (await Should.ThrowAsync<LimnerException>(() => FindAsync(index, [1, 0, 0], 1))).Failure.Error.ShouldBe(ErrorCatalogue.Embedding);
        (await Should.ThrowAsync<LimnerException>(() => PutAsync(index, [(1, [1])]))).Failure.Error.ShouldBe(ErrorCatalogue.Embedding);
    }

    [Fact]
    public async Task Searches_go_on_while_vectors_change()
    {
        var index = await CreateAsync(Dimensions);
        await PutAsync(index, [.. Random(300, seed: 3).Select(item => (item.ContentId + 1000, item.Vector))]);
        await PutAsync(index, [(1, Axis(0))]);
        var changes = Task.Run(async () =>
        {
            for (var round = 0; round < 20; round++)
            {
                await PutAsync(index, [.. Random(100, seed: 10 + round).Select(item => (item.ContentId + 1000, item.Vector))]);
                await RemoveAsync(index, [.. Enumerable.Range(1001, 50).Select(id => (long)id)]);
            }
        });
        for (var searches = 0; searches < 5 || !changes.IsCompleted; searches++)
        {
            (await FindAsync(index, Axis(0), 1)).Single().ContentId.ShouldBe(1);
        }

        await changes;
    }

    protected static float[] Axis(int number) => [.. Enumerable.Range(0, Dimensions).Select(i => i == number ? 1f : 0f)];

    /// <summary>Ids from 1 on; elements evenly from -1 to 1.</summary>
    protected static List<(long ContentId, float[] Vector)> Random(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(1, count).Select(id => ((long)id, Enumerable.Range(0, Dimensions).Select(_ => (random.NextSingle() * 2) - 1).ToArray()))];
    }

    protected static Task<IReadOnlyList<VectorHit>> FindAsync(IVectorIndex index, float[] query, int count) => index.SearchAsync(new VectorQuery(query, count), default);

    private static double Cosine(float[] one, float[] other)
    {
        var (product, ones, others) = (0.0, 0.0, 0.0);
        for (var i = 0; i < one.Length; i++)
        {
            product += (double)one[i] * other[i];
            ones += (double)one[i] * one[i];
            others += (double)other[i] * other[i];
        }

        return product / Math.Sqrt(ones * others);
    }
}
