namespace Limner.Vision.Embedding.ImageText;

/// <summary>
/// An installed model of two encoders, one for pictures and one for texts, whose vectors lie in one space (CLIP, Radford et al. 2021; SigLIP, Zhai et al. 2023).
/// Having one opens nothing: files are read when a text or a picture is encoded.
/// </summary>
public interface IImageTextModel
{
    /// <summary>The id it is installed under.</summary>
    string Id { get; }

    /// <summary>
    /// Which model in which files: vectors of two versions mean nothing to one another. The id, <c>@</c>, and 12 hexadecimal digits of the files' hashes.
    /// Short, fit for a database column.
    /// </summary>
    string Model { get; }

    /// <summary>What a cosine of a text's and a picture's vector says: how likely the picture shows what the text says.</summary>
    LikenessScale TextScale { get; }

    /// <summary>What a cosine of two pictures' vectors says.</summary>
    LikenessScale PictureScale { get; }

    ITextEncoder Texts { get; }

    IImageEncoder Pictures { get; }
}
