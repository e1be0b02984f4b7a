using Limner.Library;
using Limner.Search.Vectors;
using Limner.Storage;
using Limner.Testing;
using Limner.Vision.Embedding;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Search.Tests.Vectors;

public sealed class SqliteVectorIndexTests : VectorIndexConformance
{
    private readonly TemporaryDirectory _directory = new();
    private readonly List<SqliteVectorIndex> _opened = [];
    private Catalogue _catalogue = null!;
    private int _spaces;

    private VectorStore Store => _catalogue.Services.GetRequiredService<VectorStore>();

    private VectorIndexes Indexes => _catalogue.Services.GetRequiredService<VectorIndexes>();

    public override async Task InitializeAsync() => _catalogue = await Catalogue.CreateAsync();

    public override async Task DisposeAsync()
    {
        _opened.ForEach(index => index.Dispose());
        await _catalogue.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task What_was_not_flushed_is_taken_over_again_from_the_database()
    {
        var index = await CreateAsync(2);
        await PutAsync(index, [(1, [1, 0]), (2, [0, 1]), (3, [-1, 0])]);
        using (var first = Open(index.Space))
        {
            await first.CatchUpAsync(default);
            first.Flush();
        }

        await PutAsync(index, [(2, [-1, 0]), (4, [0, 1])]);
        await RemoveAsync(index, [3]);
        using (var second = Open(index.Space))
        {
            (await FindAsync(second, [0, 1], 10)).Select(hit => hit.ContentId).ShouldBe([4L, 1, 2]);
        }

        // Closed without a flush, as by a kill.
        using var third = Open(index.Space);
        (await FindAsync(third, [0, 1], 10)).Select(hit => hit.ContentId).ShouldBe([4L, 1, 2]);
        third.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("index.json", "{")]
    [InlineData("index.json", "{\"Format\":1,\"Space\":99,\"Model\":\"other\",\"Dimensions\":2,\"Revision\":3,\"Segments\":1}")]
    [InlineData("0000.codes", null)]
    public async Task Damaged_files_are_made_anew(string file, string? text)
    {
        var index = await CreateAsync(2);
        await PutAsync(index, [(1, [1, 0]), (2, [0, 1])]);
        using (var first = Open(index.Space))
        {
            await first.CatchUpAsync(default);
            first.Flush();
        }

        if (text is null)
        {
            File.Delete(_directory.Combine(file));
        }
        else
        {
            await File.WriteAllTextAsync(_directory.Combine(file), text);
        }

        using var second = Open(index.Space);
        (await FindAsync(second, [0, 1], 1)).Single().ContentId.ShouldBe(2);
        second.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_database_brought_back_from_before_the_codes_is_believed()
    {
        var index = await CreateAsync(2);
        await PutAsync(index, [(1, [1, 0]), (2, [0, 1])]);
        using (var first = Open(index.Space))
        {
            await first.CatchUpAsync(default);
            first.Flush();
        }

        await _catalogue.ExecuteAsync($"DELETE FROM vectors WHERE content_id = 2; UPDATE vector_spaces SET revision = 1");
        using var second = Open(index.Space);
        (await FindAsync(second, [0, 1], 10)).Single().ContentId.ShouldBe(1);
        second.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Contents_nobody_shows_any_more_lose_their_vectors()
    {
        var index = await CreateAsync(2);
        await PutAsync(index, [(1, [1, 0]), (2, [0, 1])]);
        await _catalogue.Database.WriteAsync((db, token) => db.PublishAsync(new ContentsForgotten([1]), token), default);
        (await FindAsync(index, [1, 0], 10)).Single().ContentId.ShouldBe(2);
    }

    [Fact]
    public async Task A_batch_that_is_rolled_back_is_never_found()
    {
        var index = await CreateAsync(2);
        await Should.ThrowAsync<InvalidOperationException>(() => _catalogue.Database.WriteAsync(
            async (db, token) =>
            {
                await Store.SaveAsync(db, index.Space, [(1, new float[] { 1, 0 })], token);
                throw new InvalidOperationException("rolled back");
            },
            default));
        await PutAsync(index, [(2, [0, 1])]);
        (await FindAsync(index, [1, 0], 10)).Single().ContentId.ShouldBe(2);
    }

    [Fact]
    public async Task More_vectors_than_a_file_holds_are_found_across_files()
    {
        using var codes = new Int8Index(_directory.Combine("many"), new VectorSpace(1, "many", 4));
        var random = new Random(7);
        var vectors = Enumerable.Range(1, VectorSegment.Slots + 5000).Select(id => ((long)id, new[] { random.NextSingle(), random.NextSingle(), random.NextSingle(), random.NextSingle() })).ToList();
        codes.Apply(vectors, [], 1);
        codes.Apply([(3, [0, 0, 0, 1]), (VectorSegment.Slots + 4000, [0, 0, 0, 2])], [4], 2);
        codes.Scan([0, 0, 0, 1], 2, among: null, default).Select(hit => hit.ContentId).Order().ShouldBe([3L, VectorSegment.Slots + 4000]);
        codes.Count.ShouldBe(vectors.Count - 1);
    }

    protected override async Task<IVectorIndex> CreateAsync(int dimensions)
        => Indexes.Of(await _catalogue.Database.WriteAsync((db, token) => VectorStore.EnsureSpaceAsync(db, "test", $"model-{++_spaces}", dimensions, new LikenessScale(0, 1), token), default));

    protected override Task PutAsync(IVectorIndex index, IReadOnlyCollection<(long ContentId, float[] Vector)> vectors)
        => _catalogue.Database.WriteAsync(
            (db, token) => Store.SaveAsync(db, index.Space, [.. vectors.Select(item => (item.ContentId, (ReadOnlyMemory<float>)item.Vector))], token), default);

    protected override Task RemoveAsync(IVectorIndex index, IReadOnlyCollection<long> contentIds)
        => _catalogue.Database.WriteAsync((db, token) => Store.RemoveAsync(db, contentIds, token), default);

    /// <summary>The index again, with files of its own: what another start of the server sees.</summary>
    private SqliteVectorIndex Open(VectorSpace space)
    {
        var index = new SqliteVectorIndex(_catalogue.Database, space, _directory.FullName);
        _opened.Add(index);
        return index;
    }
}
