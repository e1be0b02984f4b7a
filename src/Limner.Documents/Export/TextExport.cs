using System.Text;

namespace Limner.Documents.Export;

/// <summary>A document as plain text: its elements in reading order with an empty line between, without furniture.</summary>
internal static class TextExport
{
    public static string Write(ReadDocument document)
    {
        var text = new StringBuilder();
        foreach (var element in document.Elements.Where(element => !element.Furniture && element.Text.Length > 0))
        {
            text.Append(text.Length == 0 ? "" : "\n").Append(element.Text).Append('\n');
        }

        return text.ToString();
    }
}
