using System.Text;
using System.Xml;

namespace Limner.Documents.Pdf;

/// <summary>
/// Poppler's markup as XML. Its programs copy characters of the file that XML forbids, and name a document type that is nowhere to be had.
/// </summary>
internal static class TolerantXml
{
    /// <exception cref="XmlException">Thrown by the reader where the markup is none.</exception>
    public static XmlReader Open(ReadOnlyMemory<byte> output)
    {
        var text = Encoding.UTF8.GetString(output.Span).ToCharArray();
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (!XmlConvert.IsXmlChar(text[i]))
            {
                text[i] = '\uFFFD';
            }
        }

        return XmlReader.Create(
            new StringReader(new string(text)),
            new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null, CheckCharacters = false, IgnoreComments = true, IgnoreWhitespace = false });
    }
}
