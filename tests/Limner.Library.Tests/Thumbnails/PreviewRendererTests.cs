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
        (await RenderAsync(PreviewSizes.Small)).Length.ShouldBeGreaterThan(100);
        decodes.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Many_who_ask_at_once_wait_for_one_rendering()
    {
        using var renders = new Rendered();
        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => RenderAsync(PreviewSizes.Medium))));
        all.ShouldAllBe(webp => webp.Length == all[0].Length);
        renders.Count.ShouldBe(1);
        await RenderAsync(PreviewSizes.Medium);
        renders.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(-1)]
    public async Task A_damaged_or_missing_cache_file_is_rendered_again(int keep)
    {
        var path = _library.Get<ThumbnailStore>().PathOf(_content.Sha256, 400);
        var whole = await File.ReadAllBytesAsync(path);
        if (keep < 0)
        {
            File.Delete(path);
        }
        else
        {
            await File.WriteAllBytesAsync(path, whole[..keep]);
        }

        (await RenderAsync(PreviewSizes.Small)).Length.ShouldBeGreaterThan(100);
        (await _library.Get<ThumbnailStore>().FindAsync(_content.Sha256, 400, CancellationToken.None)).ShouldNotBeNull();
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
        (await _library.Get<ThumbnailStore>().FindAsync(_content.Sha256, PreviewSizes.Large.LongSide, CancellationToken.None)).ShouldBeNull();
    }

    private Task<byte[]> RenderAsync(PreviewSize size) => _library.Get<PreviewRenderer>().GetAsync(_image.Id, _content.Sha256, size, CancellationToken.None);
}
