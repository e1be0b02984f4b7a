using Limner.Testing.Documents;

namespace Limner.Testing.Tests.Documents;

public class TableSimilarityTests
{
    /// <summary>A head of two cells and two rows of two: thead, tbody, three tr and six td are 11 nodes.</summary>
    private static readonly LayoutCell[] Table =
    [
        Cell(0, 0, "Name", header: true), Cell(0, 1, "Share", header: true),
        Cell(1, 0, "boats"), Cell(1, 1, "1234"),
        Cell(2, 0, "ferries"), Cell(2, 1, "20"),
    ];

    [Fact]
    public void The_trees_of_Zhang_and_Shashas_paper_are_two_apart()
    {
        // f(d(a c(b)) e) and f(c(d(a b)) e)
        var one = Node("f", Node("d", Node("a"), Node("c", Node("b"))), Node("e"));
        var other = Node("f", Node("c", Node("d", Node("a"), Node("b"))), Node("e"));
        TreeEditDistance.Of(one, other, (a, b) => a == b ? 0 : 1).ShouldBe(2);
    }

    [Fact]
    public void Trees_of_one_node_and_of_many_differ_by_what_is_added()
        => TreeEditDistance.Of(Node("a"), Node("a", Node("b", Node("c")), Node("d")), (a, b) => a == b ? 0 : 1).ShouldBe(3);

    [Fact]
    public void The_same_table_is_one() => TableSimilarity.Of(Table, Table).ShouldBe(1);

    [Fact]
    public void A_misread_digit_costs_its_share_of_a_cell()
        => TableSimilarity.Of(Table, With(3, Table[3] with { Text = "1284" })).ShouldBe(1 - (0.25 / 11), 1e-12);

    [Fact]
    public void A_wrong_span_costs_a_node()
        => TableSimilarity.Of(Table, With(5, Table[5] with { ColumnSpan = 2 })).ShouldBe(1 - (1.0 / 11), 1e-12);

    [Fact]
    public void A_row_that_is_missing_costs_its_cells_and_itself()
        => TableSimilarity.Of(Table, Table[..4]).ShouldBe(1 - (3.0 / 11), 1e-12);

    [Fact]
    public void A_head_taken_for_a_row_costs_three_nodes()
        // thead and tbody go, and a tbody comes around all three rows.
        => TableSimilarity.Of(Table, [.. Table.Select(cell => cell with { Header = false })]).ShouldBe(1 - (3.0 / 11), 1e-12);

    [Fact]
    public void No_table_is_nothing() => TableSimilarity.Of(Table, []).ShouldBe(0);

    [Theory]
    [InlineData("kitten", "sitting", 3 / 7.0)]
    [InlineData("", "", 0)]
    [InlineData("a", "", 1)]
    public void Texts_differ_by_their_edits(string a, string b, double distance) => TableSimilarity.TextDistance(a, b).ShouldBe(distance, 1e-12);

    private static LayoutCell[] With(int index, LayoutCell cell) => [.. Table.Select((old, i) => i == index ? cell : old)];

    private static LayoutCell Cell(int row, int column, string text, bool header = false) => new(row, column, 1, 1, text, header);

    private static TreeNode<string> Node(string value, params TreeNode<string>[] children) => new(value, children);
}
