namespace Limner.Testing.Documents;

/// <summary>Tree edit distance based similarity of tables (TEDS): Zhong, ShafieiBavani and Jimeno Yepes, "Image-based table recognition: data, model, and evaluation", arXiv 1911.10683.</summary>
public static class TableSimilarity
{
    /// <summary>
    /// 1 - distance / nodes of the larger, 0..1, over trees table / thead and tbody / tr / td. Changing a cell costs 1 where its spans differ, else the edit distance of the texts by the longer; rows
    /// whose cells are all headers at the top are the head.
    /// </summary>
    public static double Of(IReadOnlyList<LayoutCell> truth, IReadOnlyList<LayoutCell> read)
    {
        var (one, other) = (Tree(truth), Tree(read));
        var nodes = Math.Max(Count(one), Count(other)) - 1;
        return nodes == 0 ? 1 : Math.Max(0, 1 - (TreeEditDistance.Of(one, other, Change) / nodes));
    }

    /// <summary>Levenshtein distance over characters by the length of the longer text, 0..1.</summary>
    public static double TextDistance(string a, string b)
    {
        if (a.Length == 0 || b.Length == 0)
        {
            return a.Length == b.Length ? 0 : 1;
        }

        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        var current = new int[previous.Length];
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                current[j] = Math.Min(previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1), 1 + Math.Min(previous[j], current[j - 1]));
            }

            (previous, current) = (current, previous);
        }

        return (double)previous[^1] / Math.Max(a.Length, b.Length);
    }

    private static double Change(Node a, Node b)
        => a.Tag != b.Tag || a.RowSpan != b.RowSpan || a.ColumnSpan != b.ColumnSpan ? 1
            : a.Tag == "td" ? TextDistance(a.Text, b.Text) : 0;

    private static TreeNode<Node> Tree(IReadOnlyList<LayoutCell> cells)
    {
        var rows = cells.GroupBy(cell => cell.Row).OrderBy(row => row.Key).ToList();
        var head = rows.TakeWhile(row => row.All(cell => cell.Header)).Count();
        var parts = new List<TreeNode<Node>>();
        if (head > 0)
        {
            parts.Add(new(new("thead"), [.. rows.Take(head).Select(Row)]));
        }

        if (head < rows.Count)
        {
            parts.Add(new(new("tbody"), [.. rows.Skip(head).Select(Row)]));
        }

        return new(new("table"), parts);
    }

    private static TreeNode<Node> Row(IEnumerable<LayoutCell> cells)
        => new(new("tr"), [.. cells.OrderBy(cell => cell.Column).Select(cell => new TreeNode<Node>(new("td", cell.RowSpan, cell.ColumnSpan, TextSimilarity.Normalise(cell.Text)), []))]);

    private static int Count(TreeNode<Node> node) => 1 + node.Children.Sum(Count);

    private sealed record Node(string Tag, int RowSpan = 1, int ColumnSpan = 1, string Text = "");
}
