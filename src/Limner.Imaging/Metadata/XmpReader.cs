using System.Runtime.InteropServices;
using System.Text;
using System.Xml;
using static Limner.Imaging.Metadata.XmpNamespaces;

namespace Limner.Imaging.Metadata;

/// <summary>
/// Reads XMP packets (ISO 16684-1), those inside files and those beside them, element by element: nothing is kept of properties that are not
/// looked for. Document type declarations are refused, so there are no entities to expand; size, depth, items and texts are bounded.
/// </summary>
internal sealed class XmpReader(MetadataDates dates)
{
    private const int DeepestElement = 64;
    private const int LongestText = 20_000;

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

        var found = new XmpProperties();
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
        var found = new XmpProperties();
        if (!Read(packet, found, isWhole: true))
        {
            throw new XmlException("There is no rdf:RDF element in it.");
        }

        return found.ToMetadata(dates);
    }

    private static bool Read(ReadOnlyMemory<byte> packet, XmpProperties found, bool isWhole)
    {
        using var reader = XmlReader.Create(Stream(packet), Settings);
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

    /// <summary>Over the bytes as they lie, where they lie in an array: they can be many megabytes.</summary>
    private static MemoryStream Stream(ReadOnlyMemory<byte> packet) => MemoryMarshal.TryGetArray(packet, out var bytes)
        ? new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false)
        : new MemoryStream(packet.ToArray(), writable: false);

    private static bool Advance(XmlReader reader)
        => reader.Read() && (reader.Depth <= DeepestElement ? true : throw new XmlException("Its elements are nested too deeply."));

    private static void ReadDescriptions(XmlReader reader, XmpProperties found)
    {
        ForEachChild(reader, child =>
        {
            if (child.LocalName == "Description" && child.NamespaceURI == Rdf)
            {
                ReadProperties(child, found);
            }
        });
    }

    private static void ReadProperties(XmlReader reader, XmpProperties found)
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
            else if (XmpProperties.IsWanted(space, name))
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
                    if (items++ < XmpProperties.MostItems)
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
    private static void ReadRegions(XmlReader reader, XmpProperties found)
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
}
