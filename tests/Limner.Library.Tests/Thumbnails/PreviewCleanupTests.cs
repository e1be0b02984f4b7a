using Limner.Imaging;
using Limner.Library.Thumbnails;

namespace Limner.Library.Tests.Thumbnails;

public sealed class PreviewCleanupTests
{
    private static readonly DateTimeOffset Long = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task What_nothing_leads_to_is_removed_and_what_may_still_be_written_is_left()
    {
        await using var library = await Library.StartAsync();
        library.Folder.AddFile("a.jpg", PictureFolder.Photograph());
        await library.ScanAsync(await library.AddFolderAsync());
        var content = (await library.ContentsAsync()).Single().Sha256;
        var store = library.Get<ThumbnailStore>();
        var thumbnail = store.PathOf(PreviewKey.Thumbnail(content));
        var unknown = new string('f', 64);

        string[] kept = [thumbnail, Write(store, new PreviewKey(content, PreviewSizes.Large, PreviewFormat.Avif)), At(Write(store, PreviewKey.Thumbnail(new string('e', 64))), Now)];
        string[] removed =
        [
            Write(store, PreviewKey.Thumbnail(unknown)),
            Write(store, new PreviewKey(unknown, PreviewSizes.Medium, PreviewFormat.Webp)),
            Copy(thumbnail, thumbnail + ".abcd.tmp"),
            Copy(thumbnail, thumbnail.Replace("-400", "-1200", StringComparison.Ordinal)),
        ];
        foreach (var path in kept[..2].Concat(removed))
        {
            At(path, Long);
        }

        (await library.Get<PreviewCleanup>().CleanAsync(Now, CancellationToken.None)).ShouldBe(removed.Length);
        kept.ShouldAllBe(path => File.Exists(path));
        removed.ShouldAllBe(path => !File.Exists(path));
    }

    private static string Write(ThumbnailStore store, PreviewKey key)
    {
        store.Write(key, 85, "RIFF"u8);
        return store.PathOf(key);
    }

    private static string Copy(string from, string to)
    {
        File.Copy(from, to);
        return to;
    }

    private static string At(string path, DateTimeOffset time)
    {
        File.SetLastWriteTimeUtc(path, time.UtcDateTime);
        return path;
    }
}
