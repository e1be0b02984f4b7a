namespace Limner.Library;

/// <summary>Who says something about an image; the first goes before the others.</summary>
public enum ValueSource
{
    /// <summary>A person, here.</summary>
    Manual,

    /// <summary>An .xmp file beside one of its files.</summary>
    Sidecar,

    /// <summary>The picture file itself.</summary>
    File,

    /// <summary>A vision model.</summary>
    Model,
}

/// <summary>Where each value of an image comes from; null where there is no value.</summary>
public sealed record ValueSources(
    ValueSource? Title,
    ValueSource? Description,
    ValueSource? Rights,
    ValueSource? Creator,
    ValueSource? Label,
    ValueSource? Rating,
    ValueSource? TakenAt,
    ValueSource? Place,
    ValueSource? Keywords,
    ValueSource? People)
{
    internal static readonly ValueSources None = new(null, null, null, null, null, null, null, null, null, null);
}
