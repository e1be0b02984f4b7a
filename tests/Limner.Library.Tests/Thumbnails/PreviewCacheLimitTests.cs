using Limner.Imaging;
using Limner.Library.Thumbnails;

namespace Limner.Library.Tests.Thumbnails;

public sealed class PreviewCacheLimitTests
{
    private const int Megabyte = 1 << 20;

    [Fact]
    public async Task Previews_beyond_the_limit_go_the_least_recently_viewed_first_and_thumbnails_stay()
    {
        await using var library = await Library.StartAsync(null, ("storage:max_cache_size_mb", "10"));
        var store = library.Get<ThumbnailStore>();
        var limit = library.Get<PreviewCacheLimit>();
        store.Write(PreviewKey.Thumbnail(Hash(0)), 85, new byte[Megabyte]);
        for (var i = 1; i <= 9; i++)
        {
            store.Write(Large(i), 85, new byte[Megabyte]);
            File.SetLastAccessTimeUtc(store.PathOf(Large(i)), DateTime.UnixEpoch.AddHours(i == 1 ? 100 : i));
            limit.Added(Megabyte);
            await limit.Settled;
        }

        // One goes behind the limit's back; nothing is wrong with that.
        File.Delete(store.PathOf(Large(9)));
        store.FindRendered().Count().ShouldBe(8, "ten megabytes are allowed");
        foreach (var i in new[] { 10, 11, 12 })
        {
            store.Write(Large(i), 85, new byte[Megabyte]);
            limit.Added(Megabyte);
            await limit.Settled;
        }

        store.FindRendered().Count().ShouldBe(9, "a tenth is free again");
        limit.Bytes!.Value.ShouldBeLessThanOrEqualTo(9 * (Megabyte + 16));
        File.Exists(store.PathOf(PreviewKey.Thumbnail(Hash(0)))).ShouldBeTrue();
        File.Exists(store.PathOf(Large(1))).ShouldBeTrue("it was viewed last");
        File.Exists(store.PathOf(Large(2))).ShouldBeFalse();
    }

    private static PreviewKey Large(int number) => new(Hash(number), PreviewSizes.Large, PreviewFormat.Avif);

    private static string Hash(int number) => number.ToString("x64");
}
