using System.Globalization;
using System.Text;

namespace Limner.Documents.Export;

/// <summary>A document as Markdown (CommonMark with GitHub's tables); tables with spans, which Markdown has not, as HTML. Text that looks like markup is escaped.</summary>
internal static class MarkdownExport
{
    private const string Special = "\\`*_[]<>|";

    public static string Write(ReadDocument document)
    {
        var text = new StringBuilder();
        ElementClass? before = null;
        foreach (var element in document.Elements.Where(element => !element.Furniture))
        {
            if (before is not null)
            {
                text.Append(before == ElementClass.ListItem && element.Class == ElementClass.ListItem ? "" : "\n");
            }

            Append(text, element);
            before = element.Class;
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, DocumentElement element)
    {
        switch (element.Class)
        {
            case ElementClass.Title:
                text.Append("# ").Append(Escape(element.Text)).Append('\n');
                break;
            case ElementClass.Heading:
                text.Append('#', Math.Min(6, 1 + (element.Level ?? 1))).Append(' ').Append(Escape(element.Text)).Append('\n');
                break;
            case ElementClass.ListItem:
                AppendItem(text, element);
                break;
            case ElementClass.Table:
                AppendTable(text, element.Cells ?? []);
                break;
            case ElementClass.Code:
                // A fence longer than any inside.
                var fence = new string('`', Math.Max(3, LongestRun(element.Text) + 1));
                text.Append(fence).Append('\n').Append(element.Text).Append('\n').Append(fence).Append('\n');
                break;
            case ElementClass.Caption:
                text.Append('*').Append(Escape(element.Text)).Append("*\n");
                break;
            case ElementClass.Figure:
                text.Append(CultureInfo.InvariantCulture, $"\\[Figure on page {element.Page}, {element.Box.Width:0} x {element.Box.Height:0} pt\\]");
                text.Append(element.Text.Length == 0 ? "\n" : "\n\n> " + Escape(element.Text.Replace("\n", " ", StringComparison.Ordinal)) + "\n");
                break;
            default:
                text.Append(EscapeStart(Escape(element.Text))).Append('\n');
                break;
        }
    }

    private static void AppendItem(StringBuilder text, DocumentElement element)
    {
        var (mark, rest) = Layout.ListMarks.Split(element.Text);
        text.Append(' ', 3 * (Math.Max(1, element.Level ?? 1) - 1)).Append(mark is null ? "- " : mark + " ").Append(Escape(rest)).Append('\n');
    }

    private static void AppendTable(StringBuilder text, IReadOnlyList<TableCell> cells)
    {
        if (cells.Count == 0)
        {
            return;
        }

        var columns = cells.Max(cell => cell.Column + cell.ColumnSpan);
        var rows = cells.GroupBy(cell => cell.Row).OrderBy(row => row.Key).Select(row => row.OrderBy(cell => cell.Column).ToList()).ToList();
        if (cells.Any(cell => cell.RowSpan > 1 || cell.ColumnSpan > 1))
        {
            text.Append("<table>\n");
            foreach (var row in rows)
            {
                text.Append("<tr>");
                foreach (var cell in row)
                {
                    var name = cell.Header ? "th" : "td";
                    text.Append('<').Append(name);
                    text.Append(cell.RowSpan > 1 ? string.Create(CultureInfo.InvariantCulture, $" rowspan=\"{cell.RowSpan}\"") : "");
                    text.Append(cell.ColumnSpan > 1 ? string.Create(CultureInfo.InvariantCulture, $" colspan=\"{cell.ColumnSpan}\"") : "");
                    text.Append('>').Append(System.Net.WebUtility.HtmlEncode(cell.Text)).Append("</").Append(name).Append('>');
                }

                text.Append("</tr>\n");
            }

            text.Append("</table>\n");
            return;
        }

        for (var i = 0; i < rows.Count; i++)
        {
            text.Append('|');
            for (var column = 0; column < columns; column++)
            {
                text.Append(' ').Append(Escape(rows[i].Find(cell => cell.Column == column)?.Text ?? "")).Append(" |");
            }

            text.Append('\n');
            if (i == 0)
            {
                text.Append('|').Insert(text.Length, " --- |", columns).Append('\n');
            }
        }
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            escaped.Append(Special.Contains(letter, StringComparison.Ordinal) ? "\\" : "").Append(letter);
        }

        return escaped.ToString();
    }

    /// <summary>At the start of a line a few more characters are markup.</summary>
    private static string EscapeStart(string text)
    {
        if (text.Length > 0 && text[0] is '#' or '+' or '-' or '=' or '~')
        {
            return "\\" + text;
        }

        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        return digits > 0 && digits < text.Length && text[digits] is '.' or ')' ? text.Insert(digits, "\\") : text;
    }

    private static int LongestRun(string text)
    {
        var (longest, run) = (0, 0);
        foreach (var letter in text)
        {
            run = letter == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
