using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Limner.Kernel.Errors;

namespace Limner.Imaging.Metadata;

/// <summary>
/// A sidecar that is changed: the properties that are set are changed where they stand, all else keeps its place, its space and its namespaces. It is
/// read within the bounds of <see cref="MetadataReader.ReadSidecar"/>.
/// </summary>
public sealed class SidecarDocument
{
    private const string Empty =
        """
        <?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
        <x:xmpmeta xmlns:x="adobe:ns:meta/">
         <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
          <rdf:Description rdf:about=""/>
         </rdf:RDF>
        </x:xmpmeta>
        <?xpacket end="w"?>
        """;

    private static readonly XNamespace Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private static readonly XNamespace Dc = "http://purl.org/dc/elements/1.1/";
    private static readonly XNamespace Xmp = "http://ns.adobe.com/xap/1.0/";

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MetadataReader.LargestSidecar,
    };

    private readonly XDocument document;
    private readonly XElement rdf;

    private SidecarDocument(XDocument document)
    {
        this.document = document;
        rdf = document.Descendants(Rdf + "RDF").FirstOrDefault() ?? throw new LimnerException(ErrorCatalogue.SidecarInvalid, "There is no rdf:RDF element in it.");
    }

    /// <summary>One that says nothing yet.</summary>
    public static SidecarDocument Create() => new(XDocument.Parse(Empty, LoadOptions.PreserveWhitespace));

    /// <param name="reader">Reads it first: what is too deep or says nothing is refused before it is held in memory as a tree.</param>
    /// <exception cref="LimnerException"><c>sidecar_invalid</c>, <c>sidecar_too_large</c>.</exception>
    public static SidecarDocument Load(byte[] bytes, MetadataReader reader)
    {
        reader.ReadSidecar(bytes);
        try
        {
            using var xml = XmlReader.Create(new MemoryStream(bytes, writable: false), Settings);
            return new SidecarDocument(XDocument.Load(xml, LoadOptions.PreserveWhitespace));
        }
        catch (XmlException exception)
        {
            throw new LimnerException(ErrorCatalogue.SidecarInvalid, exception.Message, exception);
        }
    }

    /// <summary>Sets the title in the default language; null takes it out. Other languages stay.</summary>
    public void SetTitle(string? text) => SetDefaultLanguage(Dc + "title", text);

    /// <inheritdoc cref="SetTitle"/>
    public void SetDescription(string? text) => SetDefaultLanguage(Dc + "description", text);

    /// <summary>-1 to 5 stars; null takes them out.</summary>
    public void SetRating(int? stars)
    {
        var name = Xmp + "Rating";
        var text = stars?.ToString(CultureInfo.InvariantCulture);
        if (Descriptions().Select(description => description.Attribute(name)).FirstOrDefault(attribute => attribute is not null) is { } attribute)
        {
            if (text is null)
            {
                attribute.Remove();
            }
            else
            {
                attribute.Value = text;
            }

            return;
        }

        var element = Find(name);
        if (text is null)
        {
            Remove(element);
        }
        else if (element is not null)
        {
            element.Value = text;
        }
        else
        {
            Append(Home("xmp", Xmp), new XElement(name, text));
        }
    }

    /// <summary>Adds keywords to <c>dc:subject</c> and takes others out of it; those that are not named stay as they are and where they are.</summary>
    /// <param name="isGone">Whether a keyword that is there is to go.</param>
    public void ChangeKeywords(IEnumerable<string> added, Func<string, bool> isGone)
    {
        var element = Find(Dc + "subject");
        var bag = element?.Elements().FirstOrDefault(child => child.Name == Rdf + "Bag" || child.Name == Rdf + "Seq");
        var items = bag?.Elements(Rdf + "li").ToList() ?? [];
        foreach (var item in items.Where(item => isGone(item.Value)).ToList())
        {
            items.Remove(item);
            Remove(item);
        }

        var there = items.Select(item => item.Value.Trim()).ToHashSet(StringComparer.Ordinal);
        foreach (var word in added.Where(word => !there.Contains(word)))
        {
            if (bag is null)
            {
                bag = new XElement(Rdf + "Bag");
                if (element is null)
                {
                    element = new XElement(Dc + "subject");
                    Append(Home("dc", Dc), element);
                }

                element.RemoveNodes();
                element.Add(bag);
            }

            Append(bag, new XElement(Rdf + "li", word));
        }

        if (bag is not null && !bag.Elements().Any())
        {
            Remove(element);
        }
    }

    /// <summary>The document in UTF-8 without a mark; with a declaration only where it had one.</summary>
    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        var settings = new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            OmitXmlDeclaration = document.Declaration is null,
            NewLineHandling = NewLineHandling.None,
        };
        using (var writer = XmlWriter.Create(stream, settings))
        {
            document.Save(writer);
        }

        return stream.ToArray();
    }

    private IEnumerable<XElement> Descriptions() => rdf.Elements(Rdf + "Description");

    private XElement? Find(XName name) => Descriptions().Elements(name).FirstOrDefault();

    private void SetDefaultLanguage(XName name, string? text)
    {
        var element = Find(name);
        var items = element?.Descendants(Rdf + "li").ToList() ?? [];
        var item = items.Find(candidate => Language(candidate) == "x-default") ?? (items.Count == 1 ? items[0] : null);
        if (text is null)
        {
            Remove(items.Count > 1 && item is not null ? item : element);
        }
        else if (item is not null)
        {
            item.Value = text;
        }
        else if (items.Count > 1)
        {
            items[0].AddBeforeSelf(DefaultLanguage(text));
        }
        else
        {
            Remove(element);
            Append(Home(name.Namespace == Dc ? "dc" : "xmp", name.Namespace), new XElement(name, new XElement(Rdf + "Alt", DefaultLanguage(text))));
        }

        static string? Language(XElement element) => element.Attribute(XNamespace.Xml + "lang")?.Value;
        static XElement DefaultLanguage(string text) => new(Rdf + "li", new XAttribute(XNamespace.Xml + "lang", "x-default"), text);
    }

    /// <summary>The description a new property goes into: one that knows its namespace, else the first.</summary>
    private XElement Home(string prefix, XNamespace space)
    {
        var home = Descriptions().FirstOrDefault(description => description.GetPrefixOfNamespace(space) is not null) ?? Descriptions().FirstOrDefault();
        if (home is null)
        {
            home = new XElement(Rdf + "Description", new XAttribute(Rdf + "about", ""));
            Append(rdf, home);
        }

        if (home.GetPrefixOfNamespace(space) is null)
        {
            home.Add(new XAttribute(XNamespace.Xmlns + (home.GetNamespaceOfPrefix(prefix) is null ? prefix : $"{prefix}Limner"), space));
        }

        return home;
    }

    /// <summary>Behind the last child, indented as the children are.</summary>
    private static void Append(XElement parent, XElement child)
    {
        if (parent.Elements().LastOrDefault() is { } last)
        {
            var space = last.PreviousNode is XText { Value: var text } && string.IsNullOrWhiteSpace(text) ? text : null;
            last.AddAfterSelf(space is null ? [child] : [new XText(space), child]);
        }
        else
        {
            parent.Add(child);
        }
    }

    private static void Remove(XElement? element)
    {
        if (element?.PreviousNode is XText { Value: var text } space && string.IsNullOrWhiteSpace(text))
        {
            space.Remove();
        }

        element?.Remove();
    }
}
