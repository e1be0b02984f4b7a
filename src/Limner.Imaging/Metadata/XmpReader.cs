using System.Globalization;
using System.Text;
using System.Xml;

namespace Limner.Imaging.Metadata;

/// <summary>
/// Reads XMP packets (ISO 16684-1), those inside files and those beside them, element by element: nothing is kept of properties that are not
/// looked for. Document type declarations are refused, so there are no entities to expand; size, depth, items and texts are bounded.
/// </summary>
internal sealed class XmpReader(MetadataDates dates)
{
    private const int DeepestElement = 64;
    private const int MostItems = 2_000;
    private const int LongestText = 20_000;

    private const string Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private const string Dc = "http://purl.org/dc/elements/1.1/";
    private const string Xmp = "http://ns.adobe.com/xap/1.0/";
    private const string Exif = "http://ns.adobe.com/exif/1.0/";
    private const string Photoshop = "http://ns.adobe.com/photoshop/1.0/";
    private const string Lightroom = "http://ns.adobe.com/lightroom/1.0/";
    private const string DigiKam = "http://www.digikam.org/ns/1.0/";

    /// <summary>Windows writes it with a slash behind it, others without.</summary>
    private const string MicrosoftPhoto = "http://ns.microsoft.com/photo/1.0";
    private const string MediaPro = "http://ns.iview-multimedia.com/mediapro/1.0/";
    private const string PersonExtension = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";
    private const string MwgRegions = "http://www.metadataworkinggroup.com/schemas/regions/";
    private const string MicrosoftRegions = "http://ns.microsoft.com/photo/1.2/";

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = BlockLocator.LargestPacket,
        MaxCharactersFromEntities = 1,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CloseInput = true,
    };

    /// <summary>A packet inside a picture: whatever of it can be read, for the rest of the file is kept.</summary>
    public StatedMetadata ReadEmbedded(ReadOnlyMemory<byte> packet)
    {
        // Space around the packet is kept for programs that write in place; a declaration behind it would be an error.
        var start = packet.Span.IndexOf((byte)'<');
        if (start < 0)
        {
            return StatedMetadata.None;
        }

        var found = new Properties();
        try
        {
            Read(packet[start..], found, isWhole: false);
        }
        catch (XmlException)
        {
            // What came before the damage counts.
        }

        return found.ToMetadata(dates);
    }

    /// <summary>A sidecar: all of it, or nothing.</summary>
    /// <exception cref="XmlException">It is no well-formed XML, too deep, too large, or has no description in it.</exception>
    public StatedMetadata ReadWhole(ReadOnlyMemory<byte> packet)
    {
        var found = new Properties();
        if (!Read(packet, found, isWhole: true))
        {
            throw new XmlException("There is no rdf:RDF element in it.");
        }

        return found.ToMetadata(dates);
    }

    private static bool Read(ReadOnlyMemory<byte> packet, Properties found, bool isWhole)
    {
        using var reader = XmlReader.Create(new MemoryStream(packet.ToArray(), writable: false), Settings);
        var isThere = false;
        while (Advance(reader))
        {
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "RDF" && reader.NamespaceURI == Rdf)
            {
                isThere = true;
                ReadDescriptions(reader, found);
                if (!isWhole)
                {
                    return true;
                }
            }
        }

        return isThere;
    }

    private static bool Advance(XmlReader reader)
        => reader.Read() && (reader.Depth <= DeepestElement ? true : throw new XmlException("Its elements are nested too deeply."));

    private static void ReadDescriptions(XmlReader reader, Properties found)
    {
        ForEachChild(reader, child =>
        {
            if (child.LocalName == "Description" && child.NamespaceURI == Rdf)
            {
                ReadProperties(child, found);
            }
        });
    }

    private static void ReadProperties(XmlReader reader, Properties found)
    {
        while (reader.MoveToNextAttribute())
        {
            found.Add(SpaceOf(reader), reader.LocalName, Cut(reader.Value), language: null);
        }

        reader.MoveToElement();
        ForEachChild(reader, child =>
        {
            var (space, name) = (SpaceOf(child), child.LocalName);
            if ((space == MwgRegions && name == "Regions") || (space == MicrosoftRegions && name == "RegionInfo"))
            {
                ReadRegions(child, found);
            }
            else if (Properties.IsWanted(space, name))
            {
                ReadValues(child, (text, language) => found.Add(space, name, text, language));
            }
        });
    }

    /// <summary>Calls back at each child element; whatever the callback leaves unread of it is passed over. Ends on this element's end.</summary>
    private static void ForEachChild(XmlReader reader, Action<XmlReader> each)
    {
        if (reader.IsEmptyElement)
        {
            return;
        }

        var depth = reader.Depth;
        while (Advance(reader) && reader.Depth > depth)
        {
            if (reader.NodeType == XmlNodeType.Element && reader.Depth == depth + 1)
            {
                each(reader);
            }
        }
    }

    /// <summary>The text of a simple property, or that of each item of an array.</summary>
    private static void ReadValues(XmlReader reader, Action<string, string?> each)
    {
        if (reader.IsEmptyElement)
        {
            return;
        }

        var depth = reader.Depth;
        var item = new StringBuilder();
        var (itemDepth, items) = (depth, 0);
        string? language = null;
        var isArray = false;
        while (Advance(reader) && reader.Depth > depth)
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when reader.LocalName == "li" && reader.NamespaceURI == Rdf:
                    isArray = true;
                    itemDepth = reader.Depth;
                    language = reader.GetAttribute("lang", "http://www.w3.org/XML/1998/namespace");
                    item.Clear();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace when reader.Depth == itemDepth + 1 && item.Length < LongestText:
                    item.Append(Cut(reader.Value));
                    break;
                case XmlNodeType.EndElement when isArray && reader.Depth == itemDepth && reader.LocalName == "li":
                    if (items++ < MostItems)
                    {
                        each(item.ToString(), language);
                    }

                    item.Clear();
                    break;
            }
        }

        if (!isArray)
        {
            each(item.ToString(), null);
        }
    }

    /// <summary>
    /// Regions of the Metadata Working Group and of Microsoft. Both are arrays of structures, which may be written as attributes, as elements or within
    /// a description of their own: what is said between the ends of an item belongs to it.
    /// </summary>
    private static void ReadRegions(XmlReader reader, Properties found)
    {
        if (reader.IsEmptyElement)
        {
            return;
        }

        var depth = reader.Depth;
        var itemDepth = 0;
        var field = "";
        var region = new Dictionary<string, string>(StringComparer.Ordinal);
        while (Advance(reader) && reader.Depth > depth)
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (itemDepth == 0 && reader.LocalName == "li")
                    {
                        itemDepth = reader.Depth;
                        region.Clear();
                    }

                    field = reader.LocalName;
                    var (isEmpty, isItem) = (reader.IsEmptyElement, reader.Depth == itemDepth);
                    while (itemDepth > 0 && reader.MoveToNextAttribute())
                    {
                        region.TryAdd(reader.LocalName, Cut(reader.Value));
                    }

                    reader.MoveToElement();
                    if (isEmpty && isItem)
                    {
                        itemDepth = 0;
                        found.AddRegion(region);
                    }

                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA when itemDepth > 0:
                    region.TryAdd(field, Cut(reader.Value));
                    break;
                case XmlNodeType.EndElement when reader.Depth == itemDepth && itemDepth > 0:
                    itemDepth = 0;
                    found.AddRegion(region);
                    break;
            }
        }
    }

    private static string SpaceOf(XmlReader reader)
        => reader.NamespaceURI.Length == MicrosoftPhoto.Length + 1 && reader.NamespaceURI.StartsWith(MicrosoftPhoto, StringComparison.Ordinal) ? MicrosoftPhoto : reader.NamespaceURI;

    private static string Cut(string text) => text.Length <= LongestText ? text : text[..LongestText];

    /// <summary>What has been found of the properties that are looked for.</summary>
    private sealed class Properties
    {
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
}
