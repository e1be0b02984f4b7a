using Limner.Imaging.Metadata;
using Limner.Kernel.Text;

namespace Limner.Library.Sidecars;

/// <summary>A value that this server wrote.</summary>
/// <param name="Before">What stood there before; null: nothing.</param>
internal sealed record OwnWord<T>(T Ours, T? Before);

/// <summary>
/// What this server has put into a sidecar. Reading leaves it out and shows what stood there before, so that a title somebody takes back here does not
/// come back as the sidecar's, and writing puts what stood there before back in its place.
/// </summary>
/// <param name="Added">Keywords that were put in.</param>
/// <param name="Removed">Keywords that were taken out.</param>
internal sealed record OwnWords(OwnWord<string>? Title, OwnWord<string>? Description, OwnWord<int?>? Rating, IReadOnlyList<string> Added, IReadOnlyList<string> Removed)
{
    public static readonly OwnWords None = new(null, null, null, [], []);

    public bool IsNone => Title is null && Description is null && Rating is null && Added.Count == 0 && Removed.Count == 0;

    /// <summary>What others say in a sidecar.</summary>
    public DescriptiveMetadata Without(DescriptiveMetadata words)
    {
        var keywords = words.Keywords;
        if (Added.Count > 0 || Removed.Count > 0)
        {
            var added = Added.Select(KeyOf).ToHashSet();
            var others = (keywords ?? []).Where(keyword => !added.Contains(KeyOf(keyword))).ToList();
            var there = others.Select(KeyOf).ToHashSet();
            others.AddRange(Removed.Where(word => there.Add(KeyOf(word))));
            keywords = others.Count > 0 ? others : null;
        }

        return words with
        {
            Title = Title is { } title && words.Title == title.Ours ? title.Before : words.Title,
            Description = Description is { } description && words.Description == description.Ours ? description.Before : words.Description,
            Rating = Rating is { } rating && words.Rating == rating.Ours ? rating.Before : words.Rating,
            Keywords = keywords,
        };
    }

    /// <summary>Equal for keywords that are the same tag.</summary>
    public static string KeyOf(string keyword) => TextFolding.Fold(keyword).Trim();
}
