using System.Globalization;
using static Limner.Imaging.Metadata.XmpNamespaces;

namespace Limner.Imaging.Metadata;

/// <summary>What has been found of the properties that are looked for.</summary>
internal sealed class XmpProperties
{
    public const int MostItems = 2_000;

    private readonly Dictionary<(string Space, string Name), string> _single = [];
    private readonly HashSet<(string Space, string Name)> _isDefault = [];
    private readonly List<string> _paths = [];
    private readonly List<string> _words = [];
    private readonly List<string> _creators = [];
    private readonly List<NamedPerson> _people = [];
    private bool _saysKeywords;
    private bool _saysPeople;

    public static bool IsWanted(string space, string name) => (space, name) switch
    {
        (Dc, "title" or "description" or "rights" or "creator" or "subject") => true,
        (Xmp, "Rating" or "Label" or "CreateDate") => true,
        (Exif, "DateTimeOriginal" or "GPSLatitude" or "GPSLongitude" or "GPSAltitude" or "GPSAltitudeRef") => true,
        (Photoshop, "DateCreated" or "Headline") => true,
        (Lightroom, "hierarchicalSubject") => true,
        (DigiKam, "TagsList") => true,
        (MicrosoftPhoto, "LastKeywordXMP" or "Rating") => true,
        (MediaPro, "CatalogSets") => true,
        (PersonExtension, "PersonInImage") => true,
        _ => false,
    };

    /// <param name="language">Of an item of a language alternative.</param>
    public void Add(string space, string name, string text, string? language)
    {
        if (!IsWanted(space, name))
        {
            return;
        }

        switch (space, name)
        {
            case (Dc, "subject"):
                AddKeyword(_words, text, default);
                break;
            case (Lightroom, _) or (MediaPro, _):
                AddKeyword(_paths, text, "|");
                break;
            case (DigiKam, _) or (MicrosoftPhoto, "LastKeywordXMP"):
                AddKeyword(_paths, text, "/");
                break;
            case (Dc, "creator"):
                if (_creators.Count < 20)
                {
                    _creators.Add(text);
                }

                break;
            case (PersonExtension, _):
                AddPerson(text, face: null);
                break;
            default:
                // Of several languages the one that is marked as the default, else the first.
                if (language == "x-default" ? _isDefault.Add((space, name)) : !_single.ContainsKey((space, name)))
                {
                    _single[(space, name)] = text;
                }

                break;
        }
    }

    public void AddRegion(Dictionary<string, string> region)
    {
        if (region.GetValueOrDefault("Type") is { } type && !type.Equals("Face", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        _saysPeople = true;
        if ((region.GetValueOrDefault("Name") ?? region.GetValueOrDefault("PersonDisplayName")) is { } name)
        {
            AddPerson(name, region.TryGetValue("Rectangle", out var rectangle) ? Corner(rectangle) : Centre(region));
        }
    }

    public StatedMetadata ToMetadata(MetadataDates dates)
    {
        var original = dates.Xmp(Single(Exif, "DateTimeOriginal"), out var isExact);
        if (original is null || !isExact)
        {
            original = dates.Xmp(Single(Photoshop, "DateCreated"), out isExact) ?? original;
        }

        return new StatedMetadata
        {
            TakenAt = isExact ? original : null,
            CreatedAt = (isExact ? null : original) ?? dates.Xmp(Single(Xmp, "CreateDate"), out _),
            Position = GeoPosition.From(
                Degrees(Single(Exif, "GPSLatitude"), 'N', 'S'),
                Degrees(Single(Exif, "GPSLongitude"), 'E', 'W'),
                Number(Single(Exif, "GPSAltitude")) * (Single(Exif, "GPSAltitudeRef") == "1" ? -1 : 1)),
            Words = new DescriptiveMetadata
            {
                Title = MetadataText.Line(Single(Dc, "title") ?? Single(Photoshop, "Headline"), MetadataText.MaxTitle),
                Description = MetadataText.Description(Single(Dc, "description")),
                Rights = MetadataText.Line(Single(Dc, "rights"), MetadataText.MaxRights),
                Creator = MetadataText.Line(string.Join(", ", _creators.Where(name => !string.IsNullOrWhiteSpace(name))), MetadataText.MaxCreator),
                Label = MetadataText.Line(Single(Xmp, "Label"), MetadataText.MaxLabel),
                Rating = MetadataText.Stars(Number(Single(Xmp, "Rating"))) ?? MetadataText.StarsOfPercent(Number(Single(MicrosoftPhoto, "Rating"))),
                Keywords = _saysKeywords ? MetadataText.Keywords(_paths, _words) : null,
                People = _saysPeople ? _people : null,
            },
        };
    }

    private void AddKeyword(List<string> to, string text, ReadOnlySpan<char> separators)
    {
        _saysKeywords = true;
        if (to.Count < MostItems && MetadataText.Keyword(text, separators) is { } keyword)
        {
            to.Add(keyword);
        }
    }

    /// <summary>Once by name: a face says more than a name alone.</summary>
    private void AddPerson(string name, FaceArea? face)
    {
        _saysPeople = true;
        if (MetadataText.Line(name, MetadataText.MaxName) is not { } clean)
        {
            return;
        }

        var known = _people.FindIndex(person => person.Name == clean && (person.Face is null || face is null));
        if (known >= 0)
        {
            _people[known] = _people[known] with { Face = _people[known].Face ?? face };
        }
        else if (_people.Count < MetadataText.MaxPeople)
        {
            _people.Add(new NamedPerson(clean, face));
        }
    }

    private string? Single(string space, string name) => _single.GetValueOrDefault((space, name));

    /// <summary>Microsoft's: the upper left corner and the size.</summary>
    private static FaceArea? Corner(string rectangle)
    {
        var parts = rectangle.Split(',');
        return parts.Length == 4 ? Area(Number(parts[0]), Number(parts[1]), Number(parts[2]), Number(parts[3])) : null;
    }

    /// <summary>The Metadata Working Group's: the centre and the size.</summary>
    private static FaceArea? Centre(Dictionary<string, string> region)
    {
        var (width, height) = (Number(region.GetValueOrDefault("w")), Number(region.GetValueOrDefault("h")));
        return region.GetValueOrDefault("unit") is null or "normalized"
            ? Area(Number(region.GetValueOrDefault("x")) - (width / 2), Number(region.GetValueOrDefault("y")) - (height / 2), width, height)
            : null;
    }

    private static FaceArea? Area(double? x, double? y, double? width, double? height)
    {
        if (!(x is > -1 and < 1 && y is > -1 and < 1 && width is > 0 and <= 1 && height is > 0 and <= 1))
        {
            return null;
        }

        // A face that is cut off by the edge has its centre inside and a corner outside.
        var (left, top) = (Math.Max(0, x.Value), Math.Max(0, y.Value));
        var (right, bottom) = (Math.Min(1, x.Value + width.Value), Math.Min(1, y.Value + height.Value));
        return right > left && bottom > top ? new FaceArea(Math.Round(left, 4), Math.Round(top, 4), Math.Round(right - left, 4), Math.Round(bottom - top, 4)) : null;
    }

    /// <summary><c>52,30,15N</c> or <c>52,30.25N</c>; some programs write decimal degrees.</summary>
    private static double? Degrees(string? text, char positive, char negative)
    {
        if (text?.Trim() is not { Length: > 1 and < 40 } trimmed)
        {
            return null;
        }

        var side = char.ToUpperInvariant(trimmed[^1]);
        if (side != positive && side != negative)
        {
            return Number(trimmed);
        }

        var parts = trimmed[..^1].Split(',');
        var degrees = Number(parts[0]) + (parts.Length > 1 ? Number(parts[1]) / 60 : 0) + (parts.Length > 2 ? Number(parts[2]) / 3600 : 0);
        return side == negative ? -degrees : degrees;
    }

    /// <summary>A decimal number or a rational one, <c>123/10</c>.</summary>
    private static double? Number(string? text)
    {
        var parts = text.AsSpan().Trim();
        var slash = parts.IndexOf('/');
        if (slash < 0)
        {
            return double.TryParse(parts, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
        }

        return double.TryParse(parts[..slash], NumberStyles.Float, CultureInfo.InvariantCulture, out var numerator)
            && double.TryParse(parts[(slash + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var denominator)
            && double.IsFinite(numerator / denominator)
            ? numerator / denominator
            : null;
    }
}
