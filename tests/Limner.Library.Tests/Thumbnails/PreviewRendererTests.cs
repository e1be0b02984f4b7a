using Limner.Imaging;
using Limner.Kernel.Errors;
using Limner.Library.Thumbnails;

namespace Limner.Library.Tests.Thumbnails;

public sealed class PreviewRendererTests : IAsyncLifetime
{
    private Library _library = null!;
    private ImageRow _image = null!;
    private ContentRow _content = null!;

    public async Task InitializeAsync()
    {
        _library = await Library.StartAsync();
        _library.Folder.AddFile("a.jpg", PictureFolder.Photograph());
        var folder = await _library.AddFolderAsync();
        await _library.ScanAsync(folder);
        _image = (await _library.ImagesAsync(folder)).Single();
        _content = (await _library.ContentsAsync()).Single();
    }

    public async Task DisposeAsync() => await _library.DisposeAsync();

    [Fact]
    public async Task The_small_preview_comes_from_the_scan()
    {
        using var decodes = new Decodes();
        (await RenderAsync(PreviewSizes.Small)).Bytes.Length.ShouldBeGreaterThan(100);
        decodes.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Many_who_ask_at_once_wait_for_one_rendering()
    {
        using var renders = new Rendered();
        using var decodes = new Decodes();
        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => RenderAsync(PreviewSizes.Medium))));
        all.ShouldAllBe(preview => preview.Bytes.Length == all[0].Bytes.Length);
        await RenderAsync(PreviewSizes.Medium);
        (renders.Count, decodes.Count).ShouldBe((1, 1));
    }

    [Fact]
    public async Task Who_leaves_before_the_turn_came_leaves_the_queue()
    {
        using var renders = new Rendered();
        var queue = _library.Get<RenderQueue>();
        var places = await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => queue.EnterAsync(large: false, CancellationToken.None)));
        using var leaving = new CancellationTokenSource();
        var rendering = RenderAsync(PreviewSizes.Medium, cancellation: leaving.Token);
        await UntilAsync(() => queue.Waiting == 1);
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => rendering);
        await UntilAsync(() => queue.Waiting == 0);
        Array.ForEach(places, place => place.Dispose());
        renders.Count.ShouldBe(0);
        (await RenderAsync(PreviewSizes.Medium)).Bytes.Length.ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task What_is_no_larger_than_the_thumbnail_needs_no_original()
    {
        File.Delete(_library.Folder.At("a.jpg"));
        (await RenderAsync(PreviewSizes.Small, PreviewFormat.Jpeg)).Bytes.Span.StartsWith<byte>([0xff, 0xd8, 0xff]).ShouldBeTrue();
        (await RenderAsync(100)).Bytes.Length.ShouldBeGreaterThan(50);
    }

    [Fact]
    public async Task Another_quality_renders_again_when_asked_for_and_shows_the_old_one_while_it_cannot()
    {
        var store = _library.Get<ThumbnailStore>();
        var old = await RenderAsync(PreviewSizes.Medium);
        store.Write(Key(PreviewSizes.Medium), 40, old.Bytes.Span);
        _library.Get<PreviewMemory>().Remove([_content.Sha256]);
        (await RenderAsync(PreviewSizes.Medium)).Quality.ShouldBe(85);

        store.Write(Key(PreviewSizes.Medium), 40, old.Bytes.Span);
        _library.Get<PreviewMemory>().Remove([_content.Sha256]);
        File.Delete(_library.Folder.At("a.jpg"));
        (await RenderAsync(PreviewSizes.Medium)).Quality.ShouldBe(40);
    }

    [Fact]
    public async Task A_preview_is_told_from_one_with_a_single_flipped_bit()
    {
        var path = _library.Get<ThumbnailStore>().PathOf(Key(PreviewSizes.Small));
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);
        using var renders = new Rendered();
        await RenderAsync(PreviewSizes.Small);
        renders.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(-1)]
    public async Task A_damaged_or_missing_cache_file_is_rendered_again(int keep)
    {
        var path = _library.Get<ThumbnailStore>().PathOf(Key(PreviewSizes.Small));
        var whole = await File.ReadAllBytesAsync(path);
        if (keep < 0)
        {
            File.Delete(path);
        }
        else
        {
            await File.WriteAllBytesAsync(path, whole[..keep]);
        }

        (await RenderAsync(PreviewSizes.Small)).Bytes.Length.ShouldBeGreaterThan(100);
        (await _library.Get<ThumbnailStore>().FindAsync(Key(PreviewSizes.Small), CancellationToken.None)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Without_cache_and_original_the_reason_is_named()
    {
        File.Delete(_library.Folder.At("a.jpg"));
        (await Should.ThrowAsync<LimnerException>(() => RenderAsync(PreviewSizes.Large))).Failure.Error.ShouldBe(ErrorCatalogue.FileMissing);
    }

    [Fact]
    public async Task Other_bytes_than_the_hash_says_are_never_cached_under_it()
    {
        // Same size, same time: only the bytes tell.
        var path = _library.Folder.At("a.jpg");
        var time = File.GetLastWriteTimeUtc(path);
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[^3] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);
        File.SetLastWriteTimeUtc(path, time);
        (await Should.ThrowAsync<LimnerException>(() => RenderAsync(PreviewSizes.Large))).Failure.Error.ShouldBe(ErrorCatalogue.FileChanging);
        (await _library.Get<ThumbnailStore>().FindAsync(Key(PreviewSizes.Large), CancellationToken.None)).ShouldBeNull();
    }

    private PreviewKey Key(int longSide, PreviewFormat format = PreviewFormat.Webp) => new(_content.Sha256, longSide, format);

    private Task<Preview> RenderAsync(int longSide, PreviewFormat format = PreviewFormat.Webp, CancellationToken cancellation = default)
        => _library.Get<PreviewRenderer>().GetAsync(_image.Id, Key(longSide, format), cancellation).AsTask();

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            await Task.Delay(10, limit.Token);
        }
    }
}
