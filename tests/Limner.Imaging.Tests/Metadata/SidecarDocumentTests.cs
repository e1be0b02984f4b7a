using System.Text;
using Limner.Imaging.Metadata;
using Limner.Testing;

namespace Limner.Imaging.Tests.Metadata;

public sealed class SidecarDocumentTests
{
    private readonly MetadataReader reader = new(new FakeClock());

    [Theory]
    [InlineData("exiv2.xmp")]
    [InlineData("exiftool.xmp")]
    [InlineData("windows.xmp")]
    public void A_document_that_is_not_changed_stays_as_it_was(string name)
    {
        var bytes = Asset(name);

        Normal(SidecarDocument.Load(bytes, reader).ToBytes()).ShouldBe(Normal(bytes));
    }

    [Theory]
    [InlineData("exiv2.xmp")]
    [InlineData("exiftool.xmp")]
    [InlineData("windows.xmp")]
    [InlineData(null)]
    public void What_is_set_is_said_and_all_else_is_kept(string? name)
    {
        var before = name is null ? StatedMetadata.None : reader.ReadSidecar(Asset(name));
        var document = name is null ? SidecarDocument.Create() : SidecarDocument.Load(Asset(name), reader);

        document.SetTitle("A & B <\"new\">");
        document.SetDescription("Two\nlines");
        document.SetRating(5);
        document.ChangeKeywords(["added", "호수 아침"], _ => false);
        var bytes = document.ToBytes();

        var after = reader.ReadSidecar(bytes);
        (after.Words.Title, after.Words.Description, after.Words.Rating).ShouldBe(("A & B <\"new\">", "Two\nlines", 5));
        after.Words.Keywords.ShouldBe([.. before.Words.Keywords ?? [], "added", "호수 아침"]);
        (after.TakenAt, after.CreatedAt, after.Position, after.Words.Creator, after.Words.Label).ShouldBe((before.TakenAt, before.CreatedAt, before.Position, before.Words.Creator, before.Words.Label));
        (after.Words.People ?? []).ShouldBe(before.Words.People ?? []);
        Encoding.UTF8.GetString(bytes).ShouldStartWith("<?xpacket begin=");
    }

    [Fact]
    public void What_is_taken_out_leaves_the_other_languages_and_keywords()
    {
        var document = SidecarDocument.Load(Asset("exiftool.xmp"), reader);

        document.SetTitle(null);
        document.SetRating(null);
        document.ChangeKeywords([], word => word == "lake");

        var words = reader.ReadSidecar(document.ToBytes()).Words;
        (words.Title, words.Rating).ShouldBe(("Morgen am See", null));
        words.Keywords.ShouldBe(["Places|Switzerland|Lucerne", "호수"]);
    }

    private static byte[] Asset(string name) => File.ReadAllBytes(Path.Combine(Repository.Root, "tests/assets/metadata", name));

    /// <summary>Quotation marks of attributes, the space between them and the mark of the packet's order of bytes may be written in two ways.</summary>
    private static string Normal(byte[] bytes)
        => string.Join(' ', Encoding.UTF8.GetString(bytes).Replace('\'', '"').Replace("&quot;", "\"", StringComparison.Ordinal).Replace("\uFEFF", "", StringComparison.Ordinal).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
