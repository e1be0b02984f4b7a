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
        store.Write(Hash(0), PreviewSizes.Small.LongSide, new byte[Megabyte]);
        for (var i = 1; i <= 10; i++)
        {
            store.Write(Hash(i), PreviewSizes.Large.LongSide, new byte[Megabyte]);
            File.SetLastAccessTimeUtc(store.PathOf(Hash(i), PreviewSizes.Large.LongSide), DateTime.UnixEpoch.AddHours(i == 1 ? 100 : i));
            limit.Added(Megabyte);
        }

        store.FindLarger().Count().ShouldBe(10, "ten megabytes are allowed");
        store.Write(Hash(11), PreviewSizes.Large.LongSide, new byte[Megabyte]);
        limit.Added(Megabyte);

        store.FindLarger().Count().ShouldBe(9);
        File.Exists(store.PathOf(Hash(0), PreviewSizes.Small.LongSide)).ShouldBeTrue();
        File.Exists(store.PathOf(Hash(1), PreviewSizes.Large.LongSide)).ShouldBeTrue("it was viewed last");
        File.Exists(store.PathOf(Hash(2), PreviewSizes.Large.LongSide)).ShouldBeFalse();
    }

    private static string Hash(int number) => number.ToString("x64");
}
