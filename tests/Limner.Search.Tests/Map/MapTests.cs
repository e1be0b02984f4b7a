using Limner.Kernel.Errors;
using Limner.Library;
using Limner.Search.Map;
using Limner.Search.Querying;
using Limner.Search.Suggesting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Search.Tests.Map;

/// <summary>Pictures all over the world, half of them in a crowd, some at the poles and on the antimeridian, and ten that were taken nobody knows where.</summary>
public sealed class PicturesOfTheWorld : IAsyncLifetime
{
    public IReadOnlyList<(double Latitude, double Longitude)> Positions { get; private set; } = [];

    public Catalogue Catalogue { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var random = new Random(3);
        List<(double Latitude, double Longitude)> positions = [(90, 0), (-90, 0), (0, 180), (0, -180), (-16.5, 179.9), (-16.5, -179.9), (0, 0)];
        while (positions.Count < 390)
        {
            positions.Add(positions.Count % 2 == 0
                ? (37.5 + (random.NextDouble() / 50), 127 + (random.NextDouble() / 50))
                : ((random.NextDouble() * 170) - 85, (random.NextDouble() * 360) - 180));
        }

        Positions = positions;
        Catalogue = await Catalogue.CreateAsync();
        await Catalogue.FillAsync(400);

        // What a scan would have read from the files, and the event that follows.
        var json = System.Text.Json.JsonSerializer.Serialize(positions.Select(position => new[] { position.Latitude, position.Longitude }));
        await Catalogue.ExecuteAsync(
            $"""
            UPDATE contents SET latitude = place.value ->> 0, longitude = place.value ->> 1
            FROM json_each({json}) place, (SELECT content_id, row_number() OVER (ORDER BY id) - 1 AS place FROM images) image
            WHERE image.content_id = contents.id AND image.place = place.key
            """);
        await Catalogue.ExecuteAsync(
            $"""
            INSERT OR REPLACE INTO image_values (image_id, latitude, longitude, sources)
            SELECT images.id, contents.latitude, contents.longitude, {"{}"} FROM images JOIN contents ON contents.id = images.content_id
            """);
        await Catalogue.Database.WriteAsync(async (db, token) => await db.PublishAsync(new ImagesChanged(await db.Set<ImageRow>().Select(image => image.Id).ToListAsync(token)), token), default);
    }

    public async Task DisposeAsync() => await Catalogue.DisposeAsync();
}

public sealed class MapTests(PicturesOfTheWorld world) : IClassFixture<PicturesOfTheWorld>
{
    [Theory]
    [InlineData(null, 0)]
    [InlineData("-180,-90,180,90", 2)]
    [InlineData("-180,-90,180,90", 30)]
    [InlineData("170,-60,-170,60", 3)]
    [InlineData("126,36,128,38", 8)]
    [InlineData("127,37.5,127.01,37.51", 14)]
    [InlineData("127,37.5,127.0001,37.5001", 18)]
    [InlineData("10,10,10,10", 5)]
    public async Task Clusters_add_up_to_what_lies_in_the_box_whatever_the_zoom(string? text, int zoom)
    {
        var box = text is not null && GeoBox.TryParse(text, out var parsed) ? parsed : GeoBox.World;
        var expected = world.Positions.Count(position => box.Contains(position.Latitude, position.Longitude));
        var asked = new FilterParameters { Box = text ?? "-180,-90,180,90" };
        var map = await MapAsync(asked, zoom);
        map.Total.ShouldBe(expected);
        map.Items.Sum(cluster => cluster.Count).ShouldBe(expected);
        (await world.Catalogue.PageAsync(more: asked)).Total.ShouldBe(expected);
        foreach (var cluster in map.Items)
        {
            foreach (var (latitude, longitude) in new[] { (cluster.Bounds.South, cluster.Bounds.West), (cluster.Bounds.North, cluster.Bounds.East) })
            {
                box.Contains(latitude, longitude).ShouldBeTrue();
            }
        }
    }

    [Fact]
    public async Task An_answer_is_bounded_and_takes_three_statements()
    {
        var statements = await world.Catalogue.StatementsOfAsync(async () => (await MapAsync(new FilterParameters(), 30)).Items.Count.ShouldBeLessThanOrEqualTo(41 * 41));
        statements.Count(statement => statement.Sql.StartsWith("SELECT", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Fact]
    public async Task No_two_clusters_lie_on_each_other()
    {
        const int zoom = 3;
        var items = (await MapAsync(new FilterParameters(), zoom)).Items;
        foreach (var (one, other) in items.SelectMany((one, index) => items.Skip(index + 1), (one, other) => (one, other)))
        {
            // Half of a cell of 64 pixels, in a world of 512 pixels times 2 to the power of the zoom.
            var pixels = new[] { WebMercator.X(one.Longitude) - WebMercator.X(other.Longitude), WebMercator.Y(one.Latitude) - WebMercator.Y(other.Latitude) }
                .Max(steps => Math.Abs(steps) / (double)WebMercator.Size * 512 * (1 << zoom));
            pixels.ShouldBeGreaterThan(31);
        }
    }

    [Fact]
    public async Task Somebody_else_sees_on_the_map_and_in_the_list_of_places_what_is_shared_with_them()
    {
        (await MapAsync(new FilterParameters(), 3, user: 2)).ShouldBe(new MapView([], 0), new MapComparer());
        (await PlacesAsync(new FilterParameters(), user: 2)).Items.ShouldBeEmpty();
        await world.Catalogue.ShareEverythingAsync(with: 2);
        (await MapAsync(new FilterParameters(), 3, user: 2)).ShouldBe(await MapAsync(new FilterParameters(), 3), new MapComparer());
    }

    [Fact]
    public async Task A_picture_is_found_by_its_city_and_its_country()
    {
        await using var catalogue = await Catalogue.CreateAsync();
        await catalogue.AddAsync("Photos/palace.jpg", at: (37.5796, 126.9770));
        await catalogue.AddAsync("Photos/beach.jpg", at: (35.1587, 129.1604));
        await catalogue.AddAsync("Photos/colosseum.jpg", at: (41.8902, 12.4922));
        await catalogue.AddAsync("Photos/sea.jpg", at: (0, 0));
        await catalogue.AddAsync("Photos/nowhere.jpg");
        foreach (var (places, names) in new[] { ("KR", "beach.jpg palace.jpg"), ("kr/seoul", "palace.jpg"), ("Rome", "colosseum.jpg"), ("IT|KR/Busan", "beach.jpg colosseum.jpg"), ("US", ""), ("KR/Rome", "") })
        {
            var found = await catalogue.PageAsync(sort: "name", more: new FilterParameters { Places = places.Split('|') });
            found.Items.Select(image => image.Name).ShouldBe(names.Split(' ', StringSplitOptions.RemoveEmptyEntries), places);
        }

        (await catalogue.FindAsync("seoul")).ShouldBe(["palace.jpg"]);
        (await catalogue.FindAsync("south korea")).ShouldBe(["beach.jpg", "palace.jpg"]);
        (await catalogue.FindAsync("italy")).ShouldBe(["colosseum.jpg"]);
        var suggestions = (await catalogue.Services.GetRequiredService<Suggestions>().CompleteAsync(1, "south", null, default)).Items;
        suggestions.Select(suggestion => $"{suggestion.Kind} {suggestion.Value} {suggestion.Label} {suggestion.Count}")
            .ShouldBe(["Place KR South Korea 2", "Place KR/Busan Busan, South Korea 1", "Place KR/Seoul Seoul, South Korea 1"]);
        (await catalogue.Services.GetRequiredService<Suggestions>().CompleteAsync(1, "rom", null, default)).Items.ShouldBe([new Suggestion(SuggestionKind.Place, "IT/Rome", "Rome, Italy", 1)]);

        var list = await catalogue.Services.GetRequiredService<PlaceList>().FindAsync(1, ImageFilter.Parse(new FilterParameters(), catalogue.Gazetteer), default);
        list.Items.Select(country => $"{country.Name} {country.Count}: {string.Join(", ", country.Cities.Select(city => $"{city.Name} {city.Count}"))}")
            .ShouldBe(["South Korea 2: Busan 1, Seoul 1", "Italy 1: Rome 1"]);
        list.Nameless.ShouldBe(1);
    }

    [Fact]
    public async Task A_cluster_says_what_its_pictures_have_in_common()
    {
        await using var catalogue = await Catalogue.CreateAsync();
        await catalogue.AddAsync("Photos/palace.jpg", at: (37.5796, 126.9770));
        await catalogue.AddAsync("Photos/tower.jpg", at: (37.5512, 126.9882));
        (await MapAsync(catalogue)).Place.ShouldBe(new PlaceView("Seoul", "South Korea", "KR"));
        await catalogue.AddAsync("Photos/fort.jpg", at: (37.2871, 127.0119));
        (await MapAsync(catalogue)).Place.ShouldBe(new PlaceView(null, "South Korea", "KR"));
        var cluster = await MapAsync(catalogue);
        (cluster.Count, cluster.Cover.Name).ShouldBe((3, "fort.jpg"));

        static async Task<ClusterView> MapAsync(Catalogue catalogue)
            => (await catalogue.Services.GetRequiredService<ImageMap>().FindAsync(1, ImageFilter.Parse(new FilterParameters(), catalogue.Gazetteer), 0, default)).Items.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_box_that_is_none_is_named()
        => Should.Throw<LimnerException>(() => ImageFilter.Parse(new FilterParameters { Box = "1,2,3" }, world.Catalogue.Gazetteer)).Failure.Field.ShouldBe("bbox");

    private Task<MapView> MapAsync(FilterParameters asked, int zoom, long user = 1) => world.Catalogue.Services.GetRequiredService<ImageMap>().FindAsync(user, ImageFilter.Parse(asked, world.Catalogue.Gazetteer), zoom, default);

    private Task<PlacesView> PlacesAsync(FilterParameters asked, long user) => world.Catalogue.Services.GetRequiredService<PlaceList>().FindAsync(user, ImageFilter.Parse(asked, world.Catalogue.Gazetteer), default);

    private sealed class MapComparer : IEqualityComparer<MapView>
    {
        public bool Equals(MapView? one, MapView? other) => Text(one) == Text(other);

        public int GetHashCode(MapView map) => map.Total;

        private static string Text(MapView? map) => System.Text.Json.JsonSerializer.Serialize(map);
    }
}
