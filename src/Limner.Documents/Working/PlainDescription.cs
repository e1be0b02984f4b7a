using System.Globalization;
using System.Text;

namespace Limner.Documents.Working;

/// <summary>What can be said of a figure that nobody has looked at: what it is, how large, its caption and the text inside it.</summary>
internal static class PlainDescription
{
    private const int MaxQuote = 200;

    /// <summary>Whether elements of this class are described at all.</summary>
    public static bool IsDescribed(ElementClass kind) => kind is ElementClass.Figure or ElementClass.Table or ElementClass.Formula;

    public static string Of(DocumentElement element, string? caption)
    {
        var name = element.Class switch { ElementClass.Table => "A table", ElementClass.Formula => "A formula", _ => "A figure" };
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{name}, {Centimetres(element.Box.Width):0.0} x {Centimetres(element.Box.Height):0.0} cm");
        if (element.Cells is { Count: > 0 } cells)
        {
            text.Append(CultureInfo.InvariantCulture, $", {cells.Max(cell => cell.Row + cell.RowSpan)} rows by {cells.Max(cell => cell.Column + cell.ColumnSpan)} columns");
        }

        text.Append('.');
        if (caption is { Length: > 0 })
        {
            text.Append(" Its caption: ").Append(Quote(caption));
        }

        if (element.Class != ElementClass.Table && element.Text.Length > 0)
        {
            text.Append(" The text in it: ").Append(Quote(element.Text));
        }

        return text.ToString();
    }

    private static double Centimetres(double points) => points * 2.54 / 72;

    private static string Quote(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= MaxQuote ? $"“{line}”" : $"“{line[..(char.IsHighSurrogate(line[MaxQuote - 1]) ? MaxQuote - 1 : MaxQuote)]} …”";
    }
}
