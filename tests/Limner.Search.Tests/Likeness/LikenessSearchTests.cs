using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Search.Likeness;
using Limner.Search.Querying;
using Limner.Search.Vectors;
using Limner.Storage;
using Limner.Vision.Embedding;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Search.Tests.Likeness;

public sealed class LikenessSearchTests : IAsyncLifetime
{
    private const long Anna = 1;
    private const long Ben = 2;

    private Catalogue _catalogue = null!;

    private LikenessSearch Search => _catalogue.Services.GetRequiredService<LikenessSearch>();

    private VisualSpace Spaces => _catalogue.Services.GetRequiredService<VisualSpace>();

    private VectorStore Store => _catalogue.Services.GetRequiredService<VectorStore>();

    public async Task InitializeAsync() => _catalogue = await Catalogue.CreateAsync();

    public async Task DisposeAsync() => await _catalogue.DisposeAsync();

    [Fact]
    public async Task The_most_alike_come_first_without_the_picture_itself()
    {
        var (beach, sea, city) = (await AddAsync("Photos/beach.jpg", 1, 0), await AddAsync("Photos/sea.jpg", 0.9f, 0.1f), await AddAsync("Photos/city.jpg", 0, 1));
        var found = await FindAsync(Anna, [beach]);
        found.Items.Select(item => item.Image.Name).ShouldBe(["sea.jpg", "city.jpg"]);
        found.Items[0].Cosine.ShouldBe(0.9 / Math.Sqrt(0.82), 1e-5);
        found.Items.ShouldAllBe(item => item.Score >= 0 && item.Score <= 1);
        found.Items[0].Score.ShouldBeGreaterThan(found.Items[1].Score);
        found.Model.ShouldBe(Spaces.Model);
        (await FindAsync(Anna, [sea, city])).Items.Select(item => item.Image.Name).ShouldBe(["beach.jpg"]);
        (await FindAsync(Anna, [beach], leastScore: 0.5)).Items.Select(item => item.Image.Name).ShouldBe(["sea.jpg"]);
        (await FindAsync(Anna, [beach], leastScore: 1)).Items.ShouldBeEmpty();
        (await FindAsync(Anna, [beach], count: 1)).Items.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Filters_leave_out_before_anything_is_ranked()
    {
        var source = await AddAsync("Photos/source.jpg", 1, 0);
        for (var i = 0; i < 60; i++)
        {
            await AddAsync($"Photos/near {i}.jpg", 1, 0.001f * i);
        }

        await AddAsync("Other/far.jpg", 0, 1, tags: ["dog"]);
        (await FindAsync(Anna, [source], new FilterParameters { Tags = ["dog"] }, count: 5)).Items.Select(item => item.Image.Name).ShouldBe(["far.jpg"]);
        (await FindAsync(Anna, [source], new FilterParameters { Q = "far" }, count: 5)).Items.Select(item => item.Image.Name).ShouldBe(["far.jpg"]);
        (await FindAsync(Anna, [source], new FilterParameters { Q = "nothing" }, count: 5)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_finds_or_asks_by_what_they_do_not_see()
    {
        var (annas, bens) = (await AddAsync("Photos/annas.jpg", 1, 0), await AddAsync("Ben/bens.jpg", 1, 0.1f, owner: Ben));
        (await FindAsync(Anna, [annas])).Items.ShouldBeEmpty();
        (await Should.ThrowAsync<LimnerException>(() => FindAsync(Anna, [bens]))).Failure.Error.ShouldBe(ErrorCatalogue.NotFound);
        (await Should.ThrowAsync<LimnerException>(() => FindAsync(Anna, [annas, bens]))).Failure.Error.ShouldBe(ErrorCatalogue.NotFound);
        await _catalogue.ShareEverythingAsync(Anna);
        (await FindAsync(Anna, [annas])).Items.Select(item => item.Image.Name).ShouldBe(["bens.jpg"]);
        (await FindAsync(Ben, [bens])).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_number_of_statements_does_not_grow()
    {
        var source = await AddAsync("Photos/source.jpg", 1, 0);
        await AddAsync("Photos/first.jpg", 1, 1);
        await FindAsync(Anna, [source]);
        var few = await _catalogue.StatementsOfAsync(() => FindAsync(Anna, [source]));
        for (var i = 0; i < 40; i++)
        {
            await AddAsync($"Photos/{i}.jpg", 1, i);
        }

        await FindAsync(Anna, [source]);
        (await FindAsync(Anna, [source])).Items.Count.ShouldBe(41);
        (await _catalogue.StatementsOfAsync(() => FindAsync(Anna, [source]))).Count.ShouldBe(few.Count);
        few.Count.ShouldBeLessThanOrEqualTo(7);
    }

    [Fact]
    public async Task A_picture_that_was_not_looked_at_yet_says_so()
    {
        var known = await AddAsync("Photos/known.jpg", 1, 0);
        var waiting = await _catalogue.AddAsync("Photos/waiting.jpg");
        var failure = (await Should.ThrowAsync<LimnerException>(() => FindAsync(Anna, [waiting]))).Failure;
        failure.Error.ShouldBe(ErrorCatalogue.VectorPending);
        failure.Detail!.ShouldContain(PublicId.Format(IdPrefixes.Image, waiting));
        (await FindAsync(Anna, [known])).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_shown_picture_is_found_by_its_vector_alone()
    {
        await AddAsync("Photos/beach.jpg", 1, 0);
        await AddAsync("Photos/city.jpg", 0, 1);
        var space = await _catalogue.Database.WriteAsync(Spaces.EnsureAsync, default);
        var written = LikeTerm.Write(space, UnitVector.Of(Vector(0.1f, 1), space.Dimensions));
        written.Length.ShouldBeLessThan(300);
        var found = await Search.FindAsync(Anna, LikeTerm.Parse([written]), ImageFilter.Parse(new FilterParameters(), _catalogue.Gazetteer), 10, 0, default);
        found.Items.Select(item => item.Image.Name).ShouldBe(["city.jpg", "beach.jpg"]);
        found.Items[0].Cosine.ShouldBe(1 / Math.Sqrt(1.01), 0.002);

        var other = LikeTerm.Write(space with { Id = space.Id + 1 }, UnitVector.Of(Vector(1, 0), space.Dimensions));
        (await RefusalAsync(other)).Error.ShouldBe(ErrorCatalogue.Validation);
        (await RefusalAsync(LikeTerm.Write(space, [1, 0]))).Error.ShouldBe(ErrorCatalogue.Embedding);
        (await RefusalAsync(LikeTerm.Write(space, new float[space.Dimensions]))).Error.ShouldBe(ErrorCatalogue.Embedding);

        async Task<Failure> RefusalAsync(string like)
            => (await Should.ThrowAsync<LimnerException>(() => Search.FindAsync(Anna, LikeTerm.Parse([like]), ImageFilter.Parse(new FilterParameters(), _catalogue.Gazetteer), 10, 0, default))).Failure;
    }

    [Theory]
    [InlineData("")]
    [InlineData("img_")]
    [InlineData("vec_")]
    [InlineData("vec_AAAA")]
    [InlineData("vec_AAAAAA")]
    [InlineData("vec_not base64")]
    [InlineData("fld_1")]
    public void What_names_no_picture_is_refused(string like)
        => Should.Throw<LimnerException>(() => LikeTerm.Parse([like])).Failure.Error.ShouldBe(ErrorCatalogue.Validation);

    [Fact]
    public void Too_much_at_once_is_refused()
    {
        Should.Throw<LimnerException>(() => LikeTerm.Parse([.. Enumerable.Range(1, 21).Select(id => PublicId.Format(IdPrefixes.Image, id))])).Failure.Error.ShouldBe(ErrorCatalogue.Validation);
        Should.Throw<LimnerException>(() => LikeTerm.Parse(["vec_" + new string('A', 10_000)])).Failure.Error.ShouldBe(ErrorCatalogue.Validation);
    }

    [Fact]
    public async Task An_earlier_model_answers_until_every_picture_has_a_vector_of_the_present_one()
    {
        var (beach, sea) = (await _catalogue.AddAsync("Photos/beach.jpg"), await _catalogue.AddAsync("Photos/sea.jpg"));
        var earlier = await _catalogue.Database.WriteAsync((db, token) => VectorStore.EnsureSpaceAsync(db, VisualSpace.Kind, "earlier", 2, new LikenessScale(0.5, 8), token), default);
        await SaveAsync(earlier, (beach, [1, 0]), (sea, [0, 1]));
        await _catalogue.ExecuteAsync($"UPDATE vector_spaces SET complete = 1");
        (await FindAsync(Anna, [beach])).Model.ShouldBe("earlier");

        // New vectors are being made: half of them are there.
        var present = await _catalogue.Database.WriteAsync(Spaces.EnsureAsync, default);
        await SaveAsync(present, (beach, Vector(1, 0)));
        (await FindAsync(Anna, [beach])).Items.ShouldHaveSingleItem().Cosine.ShouldBe(0, 1e-6);
        await SaveAsync(present, (sea, Vector(1, 0)));
        await Spaces.CompleteAsync(_catalogue.Database, default);
        var found = await FindAsync(Anna, [beach]);
        found.Model.ShouldBe(Spaces.Model);
        found.Items.ShouldHaveSingleItem().Cosine.ShouldBe(1, 1e-6);
        await using var db = _catalogue.Database.Read();
        (await db.Set<VectorSpaceRow>().SingleAsync()).Model.ShouldBe(Spaces.Model);
        (await db.Set<VectorRow>().CountAsync()).ShouldBe(2);
    }

    private async Task<long> AddAsync(string path, float x, float y, string[]? tags = null, long owner = Anna)
    {
        var id = await _catalogue.AddAsync(path, tags, owner: owner);
        await SaveAsync(await _catalogue.Database.WriteAsync(Spaces.EnsureAsync, default), (id, Vector(x, y)));
        return id;
    }

    private Task SaveAsync(VectorSpace space, params (long ImageId, float[] Vector)[] vectors) => _catalogue.Database.WriteAsync(
        async (db, token) =>
        {
            var rows = new List<(long, ReadOnlyMemory<float>)>();
            foreach (var (imageId, vector) in vectors)
            {
                rows.Add((await db.Set<ImageRow>().Where(image => image.Id == imageId).Select(image => image.ContentId).SingleAsync(token), vector));
            }

            await Store.SaveAsync(db, space, rows, token);
        },
        default);

    private float[] Vector(float x, float y)
    {
        var vector = new float[_catalogue.Services.GetRequiredService<IVisualEmbedder>().Dimensions];
        (vector[0], vector[1]) = (x, y);
        return vector;
    }

    private Task<SimilarView> FindAsync(long user, IEnumerable<long> images, FilterParameters? filter = null, int count = 100, double leastScore = 0)
        => Search.FindAsync(user, [.. images.Select(id => new LikeImage(id))], ImageFilter.Parse(filter ?? new FilterParameters(), _catalogue.Gazetteer), count, leastScore, default);
}
