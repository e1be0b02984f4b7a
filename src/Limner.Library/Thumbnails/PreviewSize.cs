namespace Limner.Library.Thumbnails;

/// <summary>A preview the API offers.</summary>
/// <param name="Name">As asked for in <c>?size=</c>.</param>
/// <param name="LongSide">Pixels of the longer side; smaller originals are not enlarged.</param>
internal sealed record PreviewSize(string Name, int LongSide);

internal static class PreviewSizes
{
    /// <summary>Made by the scan; the others on first view.</summary>
    public static readonly PreviewSize Small = new("small", 400);
    public static readonly PreviewSize Medium = new("medium", 1200);
    public static readonly PreviewSize Large = new("large", 2400);

    public static IReadOnlyList<PreviewSize> All { get; } = [Small, Medium, Large];

    public static PreviewSize? Find(string? name) => All.FirstOrDefault(size => size.Name == (name ?? Small.Name));
}
