using Microsoft.Extensions.Logging.Abstractions;

namespace Limner.Library.Tests.Places;

public sealed class GazetteerTests
{
    private static readonly Gazetteer Real = new(Path.Combine(AppContext.BaseDirectory, "gazetteer"), NullLogger<Gazetteer>.Instance);

    [Theory]
    [InlineData(37.5512, 126.9882, "Seoul", "KR")] // N Seoul Tower
    [InlineData(52.5410, 13.2120, "Berlin", "DE")] // the citadel of Spandau: 13 km from the centre, 9 from the next town
    [InlineData(51.5007, -0.1246, "London", "GB")] // Big Ben
    [InlineData(48.8584, 2.2945, "Paris", "FR")] // the Eiffel Tower
    [InlineData(41.8902, 12.4922, "Rome", "IT")] // the Colosseum
    [InlineData(41.9022, 12.4539, "Vatican City", "VA")] // St Peter's Basilica: 3 km from the centre of Rome
    [InlineData(-33.8568, 151.2153, "Sydney", "AU")]
    [InlineData(35.6586, 139.7454, "Tokyo", "JP")]
    [InlineData(-33.9249, 18.4241, "Cape Town", "ZA")]
    [InlineData(64.1466, -21.9426, "Reykjavík", "IS")]
    [InlineData(-54.8019, -68.3030, "Ushuaia", "AR")]
    [InlineData(21.3069, -157.8583, "Honolulu", "US")]
    [InlineData(-18.1416, 178.4419, "Suva", "FJ")]
    [InlineData(-22.9519, -43.2105, "Rio de Janeiro", "BR")] // Corcovado
    [InlineData(-23.5505, -46.6333, "São Paulo", "BR")]
    [InlineData(19.4326, -99.1332, "Mexico City", "MX")]
    [InlineData(-1.2864, 36.8172, "Nairobi", "KE")]
    [InlineData(55.7520, 37.6175, "Moscow", "RU")]
    [InlineData(18.9220, 72.8347, "Mumbai", "IN")]
    [InlineData(78.2232, 15.6267, "Longyearbyen", "SJ")]
    [InlineData(52.4009, 13.0591, "Potsdam", "DE")] // beside Berlin, and not Berlin
    public void A_place_has_the_name_that_people_know_it_by(double latitude, double longitude, string city, string country)
        => Real.Find(latitude, longitude).ShouldBe(new NamedPlace(city, country));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(90, 0)]
    [InlineData(-90, 180)]
    [InlineData(-48.8767, -123.3933)] // Point Nemo, the farthest from all land
    public void Far_from_every_town_a_place_has_no_name(double latitude, double longitude) => Real.Find(latitude, longitude).ShouldBeNull();

    [Fact]
    public void Farther_than_50_km_from_the_nearest_town_only_the_country_has_one()
        => Real.Find(78.80, 15.0).ShouldBe(new NamedPlace(null, "SJ")); // 66 km north of Longyearbyen

    [Fact]
    public void Both_names_of_the_antimeridian_are_one_place()
    {
        for (var latitude = -89.5; latitude < 90; latitude++)
        {
            Real.Find(latitude, 180).ShouldBe(Real.Find(latitude, -180));
        }
    }

    [Fact]
    public void The_index_finds_what_looking_at_every_city_finds()
    {
        var cities = Real.Largest(GeoBox.World, int.MaxValue);
        cities.Count.ShouldBeGreaterThan(100_000);
        var random = new Random(7);
        for (var i = 0; i < 24; i++)
        {
            // Half of them near a city, so that most find one.
            var near = cities[random.Next(cities.Count)];
            var (latitude, longitude) = i % 2 == 0
                ? (Math.Clamp(near.Latitude + random.NextDouble() - 0.5, -90, 90), Math.Clamp(near.Longitude + random.NextDouble() - 0.5, -180, 180))
                : ((random.NextDouble() * 180) - 90, (random.NextDouble() * 360) - 180);
            var distances = cities.Select(city => (City: city, Km: Haversine(latitude, longitude, city.Latitude, city.Longitude))).ToList();
            var (reaching, share) = distances.Select(item => (item.City, Share: item.Km / (0.17 * Math.Cbrt(Math.Max(item.City.Population, 100))))).MinBy(item => item.Share);
            var (nearest, km) = distances.MinBy(item => item.Km);
            NamedPlace? expected = share <= 1 ? new NamedPlace(reaching.Name, reaching.CountryCode)
                : km > 100 ? null
                : new NamedPlace(km <= 50 ? nearest.Name : null, nearest.CountryCode);
            Real.Find(latitude, longitude).ShouldBe(expected, $"{latitude}, {longitude}");
        }
    }

    [Theory]
    [InlineData("KR", "South Korea")]
    [InlineData("US", "United States")]
    [InlineData("GB", "United Kingdom")]
    [InlineData("RU", "Russia")]
    [InlineData("IR", "Iran")]
    [InlineData("TW", "Taiwan")]
    [InlineData("MD", "Moldova")]
    [InlineData("CD", "Democratic Republic of the Congo")]
    [InlineData("DE", "Germany")]
    [InlineData("QQ", "QQ")]
    public void A_country_is_called_as_people_call_it(string code, string name) => Real.CountryName(code).ShouldBe(name);

    [Fact]
    public void The_largest_cities_of_a_part_of_the_world_come_first()
        => Real.Largest(new GeoBox(126, 33, 130, 39), 3).Select(city => city.Name).ShouldBe(["Seoul", "Busan", "Incheon"]);

    [Fact]
    public void Without_its_files_there_are_no_names_and_no_failure()
    {
        using var directory = new Limner.Testing.TemporaryDirectory();
        var missing = new Gazetteer(directory.FullName, NullLogger<Gazetteer>.Instance);
        missing.Problem.ShouldNotBeNull();
        missing.Find(37.5512, 126.9882).ShouldBeNull();
        missing.CountryName("KR").ShouldBe("KR");
        missing.Version.ShouldBe(0);
        missing.Problem.ShouldNotBeNull();
        Real.Problem.ShouldBeNull();
    }

    [Fact]
    public void A_list_that_is_cut_off_or_is_something_else_gives_no_names()
    {
        using var directory = new Limner.Testing.TemporaryDirectory();
        var whole = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "gazetteer", "cities.pbf"));
        File.Copy(Path.Combine(AppContext.BaseDirectory, "gazetteer", "countries.json"), directory.Combine("countries.json"));
        foreach (var damaged in new byte[][] { whole[..(whole.Length / 2)], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [.. "PK this is something else"u8] })
        {
            File.WriteAllBytes(directory.Combine("cities.pbf"), damaged);
            var gazetteer = new Gazetteer(directory.FullName, NullLogger<Gazetteer>.Instance);
            gazetteer.Find(37.5512, 126.9882).ShouldBeNull();
            gazetteer.Problem.ShouldNotBeNull();
        }
    }

    [Theory]
    [InlineData("1,2,3", false)]
    [InlineData("1,2,3,4,5", false)]
    [InlineData("a,2,3,4", false)]
    [InlineData("NaN,2,3,4", false)]
    [InlineData("-181,2,3,4", false)]
    [InlineData("1,-91,3,4", false)]
    [InlineData("1,5,3,4", false)]
    [InlineData("170,-5,-170,5", true)]
    [InlineData("-180,-90,180,90", true)]
    public void A_box_is_four_numbers_of_this_world(string text, bool isOne) => GeoBox.TryParse(text, out _).ShouldBe(isOne);

    [Theory]
    [InlineData(0, 0, 1 << 23, 1 << 23)]
    [InlineData(90, -180, 0, 0)]
    [InlineData(-90, 180, (1 << 24) - 1, (1 << 24) - 1)]
    [InlineData(66.51326044311185, 90, 3 << 22, 1 << 22)] // a quarter of the map from its top: gd(pi / 2)
    public void Web_Mercator_is_a_square(double latitude, double longitude, int x, int y)
    {
        WebMercator.X(longitude).ShouldBe(x);
        WebMercator.Y(latitude).ShouldBeInRange(y - 1, y + 1);
    }

    private static double Haversine(double latitude, double longitude, double otherLatitude, double otherLongitude)
    {
        double Half(double from, double to) => Math.Pow(Math.Sin(double.DegreesToRadians(to - from) / 2), 2);
        var square = Half(latitude, otherLatitude) + (Math.Cos(double.DegreesToRadians(latitude)) * Math.Cos(double.DegreesToRadians(otherLatitude)) * Half(longitude, otherLongitude));
        return 2 * 6371.0088 * Math.Asin(Math.Sqrt(Math.Min(1, square)));
    }
}
