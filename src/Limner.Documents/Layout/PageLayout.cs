using System.Text.Json.Serialization;
using Limner.Imaging;

namespace Limner.Documents.Layout;

/// <summary>What is on a page, before anything is known of the other pages.</summary>
internal sealed record PageLayout(DocumentPage Page)
{
    /// <summary>Outside tables and figures, from top to bottom.</summary>
    public IReadOnlyList<TextSegment> Segments { get; init; } = [];

    public IReadOnlyList<PageTable> Tables { get; init; } = [];

    public IReadOnlyList<PageFigure> Figures { get; init; } = [];

    /// <summary>Boxes around text that is read as a whole.</summary>
    public IReadOnlyList<PageBox> Frames { get; init; } = [];

    public Rulings Rulings { get; init; } = Rulings.None;

    /// <summary>What a layout model has seen, where one was asked: it decides what the lines in them are.</summary>
    public IReadOnlyList<PageRegion> Regions { get; init; } = [];

    /// <summary>How many words there are, wherever they stand.</summary>
    public int Words { get; init; }

    /// <summary>
    /// The page as it was drawn or decoded for its layout, upright; where <see cref="ReadingOptions.WithPictures"/> asks for it. Whoever has the layout disposes it. No part of
    /// what is kept.
    /// </summary>
    [JsonIgnore]
    public DecodedPicture? Picture { get; init; }

    /// <summary>What was found in the picture; kept apart.</summary>
    [JsonIgnore]
    public IReadOnlyList<PageFinding> Findings { get; init; } = [];
}

/// <summary>A figure and the text inside it.</summary>
internal sealed record PageFigure(PageBox Box, IReadOnlyList<TextSegment> Lines);
