using Limner.Search.Fusion;
using Limner.Search.Querying.Matching;

namespace Limner.Search.Querying;

/// <summary>An image as a gallery needs it.</summary>
/// <param name="Width">Pixels of the upright picture.</param>
/// <param name="Height">Pixels of the upright picture.</param>
/// <param name="ThumbHash">Base64 in JSON.</param>
/// <param name="TakenAt">The camera's wall clock, <c>2024-05-03T14:22:05</c>, without an offset; null when unknown.</param>
/// <param name="SortAt">When taken, else when the file was last changed.</param>
/// <param name="Favourite">For the asking person.</param>
/// <param name="Rating">0..5 stars, by the asking person; left out: not rated.</param>
/// <param name="FileRating">1..5 stars that its files say, shown where the asking person has not rated it.</param>
/// <param name="Offline">None of the files that the asking person sees is there at the moment: there is a preview of it, and no original.</param>
internal sealed record ImageSummary(
    string Id, string Name, int Width, int Height, byte[] ThumbHash, string? TakenAt, DateTimeOffset SortAt, string MediaType, bool Favourite, int? Rating, int? FileRating, bool Offline)
{
    /// <summary>Why it was found, where words, tags, people or places were asked for; at most four reasons.</summary>
    public IReadOnlyList<MatchView>? Matches { get; init; }

    /// <summary>How well what it shows fits the words, where it was found by their meaning.</summary>
    public MeaningView? Meaning { get; init; }

    public static string? WallClock(DateTimeOffset? takenAt) => takenAt?.ToString("yyyy-MM-ddTHH:mm:ss");
}

/// <summary>How many images a month has, and how they are shaped.</summary>
/// <param name="Month"><c>2024-05</c>.</param>
/// <param name="Ratios">
/// When asked for: a byte for each image, newest first, <c>128 + 40 log2(width / height)</c> rounded and cut to 0..255; in JSON Base64. It is what a
/// gallery needs to give every image its place before it is loaded.
/// </param>
internal sealed record MonthView(string Month, int Count, byte[]? Ratios);

/// <summary>The months that have images, newest first.</summary>
/// <param name="ModeUsed">How the words of the query were looked for.</param>
/// <param name="ModeReason">Why as text alone, where by meaning was asked for.</param>
internal sealed record TimelineView(IReadOnlyList<MonthView> Items, SearchMode ModeUsed, TextReason? ModeReason);
