namespace Limner.Search.Querying.Matching;

/// <summary>What of an image the words of a search were found in.</summary>
internal enum MatchKind
{
    Name,
    Tag,
    Person,
    Title,
    Description,

    /// <summary>Text that was read in the picture.</summary>
    Text,
    Place,
    Camera,
    Folder,
}

/// <summary>Why an image was found.</summary>
/// <param name="Text">What it was found in; of a long text the part around the first mark.</param>
/// <param name="Marks">Where in <paramref name="Text"/> the words stand, in order, apart from each other.</param>
internal sealed record MatchView(MatchKind Kind, string Text, IReadOnlyList<MarkView> Marks);

/// <summary>A marked part of a text, in UTF-16 code units.</summary>
internal sealed record MarkView(int Start, int Length);
