using Limner.Search.Duplicates;

namespace Limner.Search.Tests.Duplicates;

/// <summary>Copies of small drawings on white are found, and drawings of different things are not taken for one another.</summary>
public sealed class PlainPicturesTests
{
    [Theory]
    [InlineData("banana", 80)]
    [InlineData("banana", 240)]
    [InlineData("moon", 80)]
    [InlineData("moon", 240)]
    [InlineData("hammer", 80)]
    [InlineData("saturn", 240)]
    public void A_smaller_copy_of_a_plain_picture_is_found_though_it_differs_from_white_by_its_colour_alone(string thing, int side)
        => Near(PlainPictures.Fingerprint(1, thing, side, copied: false), PlainPictures.Fingerprint(2, thing, side, copied: true)).ShouldContain(GroupKind.Near10);

    [Theory]
    [InlineData(48)]
    [InlineData(80)]
    [InlineData(240)]
    public void Plain_pictures_of_different_things_are_no_duplicates(int side)
    {
        var pictures = PlainPictures.Things.Keys.Select((thing, at) => (Thing: thing, Print: PlainPictures.Fingerprint(at + 1, thing, side, copied: false))).ToList();
        foreach (var (one, other) in pictures.SelectMany(one => pictures.Where(other => other.Print.ImageId > one.Print.ImageId).Select(other => (one, other))))
        {
            Near(one.Print, other.Print).ShouldBeEmpty($"{one.Thing} and {other.Thing} at {side}");
        }
    }

    private static IReadOnlyList<GroupKind> Near(Fingerprint one, Fingerprint other)
    {
        var clusters = new OwnerClusters();
        clusters.Place(one);
        return [.. clusters.Place(other).Select(joined => joined.Kind)];
    }
}
