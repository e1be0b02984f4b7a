using System.Globalization;
using System.Text;
using Limner.DocumentTruth.Prose;

namespace Limner.DocumentTruth.Layout;

/// <param name="Rows">Without the head.</param>
/// <param name="Ruled">A line around every cell; else none, or one above and one below, as in books.</param>
internal sealed record TableForm(int Rows, int Columns, bool Ruled)
{
    /// <summary>Two columns of the head under a common one, groups of rows with a common first cell, a last row whose first cells are one.</summary>
    public bool Spans { get; init; }

    public bool Wide { get; init; } = true;

    public bool Captioned { get; init; } = true;

    public bool CaptionBelow { get; init; }

    /// <summary>May go on on the next page.</summary>
    public bool Parting { get; init; }

    /// <summary>Some cells hold a sentence that takes several lines.</summary>
    public bool Sentences { get; init; }
}

/// <summary>Tables as HTML.</summary>
internal static class TableBuilder
{
    public static string Build(TableForm form, IProse prose, Random random)
    {
        var look = form.Ruled ? random.Next(2) == 0 ? "ruled shaded" : "ruled" : random.Next(3) == 0 ? "plain" : "open";
        var html = new StringBuilder($"<table data-c=\"table\" class=\"{look}{(form.Wide ? " wide" : "")}{(form.Parting ? " parting" : "")}\">");
        Head(html, form, prose);
        html.Append("<tbody>");
        for (var row = 0; row < form.Rows; row++)
        {
            html.Append("<tr>");
            var group = form.Spans && form.Ruled;
            if (form.Spans && row == form.Rows - 1)
            {
                html.Append(CultureInfo.InvariantCulture, $"<td colspan=\"2\">{Blocks.Encode(prose.Word(Label.Total))} {random.Next(10, 99)}</td>");
            }
            else if (!group)
            {
                html.Append(CultureInfo.InvariantCulture, $"<td>{Blocks.Encode(prose.Term())}</td>{Cell(1)}");
            }
            else
            {
                // Groups of two rows; the last before the total may be left over.
                var pair = row % 2 == 0 && row + 1 < form.Rows - 1;
                html.Append(row % 2 == 1 ? "" : $"<td{(pair ? " rowspan=\"2\"" : "")}>{Blocks.Encode(prose.Term())}</td>").Append(Cell(1));
            }

            for (var column = 2; column < form.Columns; column++)
            {
                html.Append(Cell(column));
            }

            html.Append("</tr>");
        }

        return html.Append("</tbody></table>").ToString();

        string Cell(int column) => column == 1
            ? $"<td>{Blocks.Encode(form.Sentences ? prose.Sentence() : prose.Term())}</td>"
            : $"<td class=\"number\">{random.Next(1, 9999).ToString(random.Next(2) == 0 ? "N0" : "0", CultureInfo.InvariantCulture)}</td>";
    }

    private static void Head(StringBuilder html, TableForm form, IProse prose)
    {
        html.Append("<thead><tr>");
        if (form.Spans)
        {
            html.Append(CultureInfo.InvariantCulture, $"<th rowspan=\"2\">{Blocks.Encode(prose.Term())}</th><th rowspan=\"2\">{Blocks.Encode(prose.Term())}</th><th colspan=\"{form.Columns - 2}\" style=\"text-align:center\">{Blocks.Encode(prose.Phrase())}</th></tr><tr>");
        }

        for (var column = form.Spans ? 2 : 0; column < form.Columns; column++)
        {
            html.Append(CultureInfo.InvariantCulture, $"<th>{Blocks.Encode(prose.Term())}</th>");
        }

        html.Append("</tr></thead>");
    }
}
