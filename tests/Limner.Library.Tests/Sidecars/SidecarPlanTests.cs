using System.Text;
using Limner.Imaging.Metadata;
using Limner.Library.Sidecars;
using Limner.Testing;

namespace Limner.Library.Tests.Sidecars;

/// <summary>What people say goes into a sidecar and comes out of it again, and what others wrote there is as before.</summary>
public sealed class SidecarPlanTests
{
    private static readonly SidecarWish Nothing = new(null, null, null, null);
    private readonly MetadataReader _reader = new(new FakeClock());
    private byte[] _sidecar = File.ReadAllBytes(Path.Combine(Repository.Root, "tests/assets/metadata/exiv2.xmp"));
    private OwnWords _own = OwnWords.None;

    [Fact]
    public void What_is_written_is_not_read_back_as_somebody_elses_word_and_goes_when_it_is_taken_back()
    {
        var before = Stated();

        Settle(new SidecarWish("Ours", "Ours too", 4, new SidecarKeywords(["harbour", "boat"], []))).ShouldBeTrue();
        (Stated().Title, Stated().Rating).ShouldBe(("Ours", 4));
        Stated().Keywords.ShouldBe(["harbour", "boat"]);
        ShouldBeSame(_own.Without(Stated()), before);

        Settle(new SidecarWish("Ours again", null, 4, new SidecarKeywords(["boat"], ["harbour"]))).ShouldBeTrue();
        Stated().Keywords.ShouldBe(["boat"]);
        (Stated().Title, Stated().Description).ShouldBe(("Ours again", before.Description));
        ShouldBeSame(_own.Without(Stated()), before);

        Settle(Nothing).ShouldBeTrue();
        ShouldBeSame(Stated(), before);
        _own.IsNone.ShouldBeTrue();
    }

    [Fact]
    public void Nothing_is_written_twice()
    {
        var wish = new SidecarWish("Ours", null, 3, new SidecarKeywords(["boat"], []));
        Settle(wish).ShouldBeTrue();

        Settle(wish).ShouldBeFalse();
        Settle(Nothing).ShouldBeTrue();
        Settle(Nothing).ShouldBeFalse();
    }

    [Fact]
    public void What_another_program_writes_over_ours_is_theirs()
    {
        Settle(new SidecarWish("Ours", null, null, null));
        _sidecar = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(_sidecar).Replace(">Ours<", ">Theirs<", StringComparison.Ordinal));

        _own.Without(Stated()).Title.ShouldBe("Theirs");
        Settle(Nothing).ShouldBeFalse();
        Stated().Title.ShouldBe("Theirs");
    }

    private DescriptiveMetadata Stated() => _reader.ReadSidecar(_sidecar).Words;

    private bool Settle(SidecarWish wish)
    {
        var plan = SidecarPlan.Make(Stated(), wish, _own);
        var document = SidecarDocument.Load(_sidecar, _reader);
        plan.Apply(document);
        (_sidecar, _own) = (document.ToBytes(), MetadataJson.ReadOwn(MetadataJson.Write(plan.Own)));
        return plan.ChangesAnything;
    }

    private static void ShouldBeSame(DescriptiveMetadata one, DescriptiveMetadata other)
    {
        (one.Title, one.Description, one.Rating, one.Label, one.Creator).ShouldBe((other.Title, other.Description, other.Rating, other.Label, other.Creator));
        (one.Keywords ?? []).ShouldBe(other.Keywords ?? []);
    }
}
