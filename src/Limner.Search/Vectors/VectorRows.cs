using Limner.Vision.Embedding;

namespace Limner.Search.Vectors;

/// <summary>Table <c>vector_spaces</c>; see <see cref="VectorSpace"/>.</summary>
internal sealed class VectorSpaceRow
{
    public long Id { get; set; }

    /// <summary>What the vectors are made of, and so which spaces take one another's place: <see cref="Likeness.VisualSpace.Kind"/>, <see cref="Meaning.MeaningSpace.Kind"/>, <see cref="Pages.PageSpaces"/>.</summary>
    public required string Kind { get; set; }

    public required string Model { get; set; }

    public int Dimensions { get; set; }

    public double Midpoint { get; set; }

    public double Steepness { get; set; }

    public bool Complete { get; set; }

    /// <summary>Of the latest change.</summary>
    public long Revision { get; set; }

    public VectorSpace ToSpace() => new(Id, Model, Dimensions) { Scale = new LikenessScale(Midpoint, Steepness), IsComplete = Complete };
}

/// <summary>A content's vector in a space (table <c>vectors</c>).</summary>
internal sealed class VectorRow
{
    public long SpaceId { get; set; }

    /// <summary>In spaces of pages (<see cref="Pages.PageSpaces"/>) that of the page.</summary>
    public long ContentId { get; set; }

    /// <summary>Of the change that wrote it; no two changes of a space have the same.</summary>
    public long Revision { get; set; }

    /// <summary>See <see cref="UnitVector.ToBytes"/>.</summary>
    public required byte[] Vector { get; set; }
}

/// <summary>That a content has a vector no more (table <c>vector_removals</c>).</summary>
internal sealed class VectorRemovalRow
{
    public long SpaceId { get; set; }

    public long ContentId { get; set; }

    public long Revision { get; set; }
}
