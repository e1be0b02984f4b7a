using Limner.Testing.Documents;

namespace Limner.Testing.Tests.Documents;

public class CommittedSamplesTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "assets", "documents");

    public static TheoryData<string> Names => new(Directory.EnumerateFiles(Folder, "*.truth.json").Select(file => Path.GetFileName(file)[..^".truth.json".Length]));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_document_read_as_it_is_scores_one(string name)
    {
        File.Exists(Path.Combine(Folder, name + ".pdf")).ShouldBeTrue();
        var truth = LayoutDocument.Read(File.ReadAllBytes(Path.Combine(Folder, name + ".truth.json")));
        var order = ReadingOrder.Tau(truth, string.Join('\n', truth.Elements.Select(element => element.Text)));

        order.Tau.ShouldBe(1);
        order.Found.ShouldBe(order.Blocks);
        HeadingScore.Of(truth, truth).F1WithLevels.ShouldBe(1);
        foreach (var table in truth.Elements.Where(element => element.Cells is not null))
        {
            TableSimilarity.Of(table.Cells!, table.Cells!).ShouldBe(1);
        }
    }

    [Fact]
    public void A_document_survives_being_written()
    {
        var cells = new LayoutCell[] { new(0, 0, 1, 2, "한글", true, [1, 2, 3, 4]) };
        var document = new LayoutDocument([new LayoutPage(1, 595, 842)], [new LayoutElement("e1", 1, [0, 0, 1, 1], "table", "한글") { Cells = cells, Flow = "aside", Ruled = true }]) { Kind = "table" };

        var read = LayoutDocument.Read(document.ToJson());

        read.Kind.ShouldBe("table");
        read.Elements[0].Cells![0].ShouldBe(cells[0] with { Box = read.Elements[0].Cells![0].Box });
        (read.Elements[0].Flow, read.Elements[0].Ruled, read.Elements[0].Page).ShouldBe(("aside", true, 1));
    }
}
