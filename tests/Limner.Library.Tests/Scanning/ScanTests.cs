using Limner.Kernel.Errors;
using Limner.Library.Thumbnails;

namespace Limner.Library.Tests.Scanning;

public sealed class ScanTests : IAsyncLifetime
{
    private Library _library = null!;

    public async Task InitializeAsync() => _library = await Library.StartAsync();

    public async Task DisposeAsync() => await _library.DisposeAsync();

    [Fact]
    public async Task A_photograph_becomes_an_image_with_all_that_follows_from_its_bytes()
    {
        _library.Folder.AddFile("sub/Coffee.jpg", PictureFolder.Photograph());
        var folder = await _library.AddFolderAsync();

        var job = await _library.ScanAsync(folder);

        var image = (await _library.ImagesAsync(folder)).ShouldHaveSingleItem();
        image.Name.ShouldBe("Coffee.jpg");
        var content = (await _library.ContentsAsync()).ShouldHaveSingleItem();
        content.MediaType.ShouldBe("image/jpeg");
        content.Width.ShouldBeGreaterThan(0);
        content.TakenAt.ShouldNotBeNull();
        image.SortAt.ShouldBe(content.TakenAt!.Value);
        content.CameraModel.ShouldNotBeNullOrEmpty();
        content.ThumbHash.Length.ShouldBeGreaterThan(5);
        content.Palette.ShouldStartWith("[{\"hex\":\"#");
        (await _library.Get<ThumbnailStore>().FindAsync(PreviewKey.Thumbnail(content.Sha256), CancellationToken.None)).ShouldNotBeNull();
        _library.Analyzer.Saved.ShouldHaveSingleItem().ContentId.ShouldBe(content.Id);
        (job.Total, job.Done, job.Failed).ShouldBe((1, 1, 0));
    }

    [Fact]
    public async Task Each_new_content_is_decoded_once()
    {
        for (var i = 0; i < 20; i++)
        {
            _library.Folder.AddPicture($"{i}.png", i);
            _library.Folder.AddPicture($"copy of {i}.png", i);
        }

        var folder = await _library.AddFolderAsync();
        using var decodes = new Decodes();

        await _library.ScanAsync(folder);

        decodes.Count.ShouldBe(20);
        _library.Analyzer.Analyzed.ShouldBe(20);
        (await _library.ImagesAsync(folder)).Count.ShouldBe(20);
        (await _library.FilesAsync()).Values.ShouldAllBe(file => file.State == ImageFileState.Ready);
    }

    [Fact]
    public async Task A_file_that_is_not_a_picture_is_named_so() => (await FailAsync("text.jpg", "Just some text, nothing else. "u8.ToArray())).ShouldBe(ErrorCatalogue.FileNotAPicture);

    [Fact]
    public async Task A_truncated_jpeg_is_corrupt() => (await FailAsync("cut.jpg", PictureFolder.Photograph()[..2000])).ShouldBe(ErrorCatalogue.FileCorrupt);

    [Fact]
    public async Task A_file_of_zero_bytes_is_empty() => (await FailAsync("zero.jpg", [])).ShouldBe(ErrorCatalogue.FileEmpty);

    /// <summary>A valid PNG header that announces 20,000 x 20,000 pixels.</summary>
    [Fact]
    public async Task A_huge_picture_in_a_small_file_is_refused_by_its_header()
    {
        using var decodes = new Decodes();
        (await FailAsync("bomb.png", BadPictures.PngHeader(20_000, 20_000))).ShouldBe(ErrorCatalogue.FileTooManyPixels);
        decodes.Count.ShouldBe(1, "the good picture beside it");
    }

    [Fact]
    public async Task A_picture_with_the_wrong_extension_is_read_as_what_it_is()
    {
        _library.Folder.AddPicture("really a png.jpg");
        var folder = await _library.AddFolderAsync();
        await _library.ScanAsync(folder);
        (await _library.ContentsAsync()).ShouldHaveSingleItem().MediaType.ShouldBe("image/png");
    }

    [Fact]
    public async Task An_svg_named_png_is_refused() => (await FailAsync("drawing.png", "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>"u8.ToArray())).ShouldBe(ErrorCatalogue.FileRefused);

    [Fact]
    public async Task A_file_over_the_limit_is_too_large()
    {
        await using var small = await Library.StartAsync(null, ("library:max_file_size_mb", "1"));
        small.Folder.AddFile("big.jpg", new byte[(1 << 20) + 1]);
        var folder = await small.AddFolderAsync();
        await small.ScanAsync(folder);
        (await small.FilesAsync())["big.jpg"].ErrorCode.ShouldBe("file_too_large");
    }

    [Theory]
    [InlineData("mkfifo pipe.jpg", "pipe.jpg")]
    [InlineData("python3 -c \"import socket; socket.socket(socket.AF_UNIX).bind('socket.jpg')\"", "socket.jpg")]
    public async Task Pipes_and_sockets_are_refused_without_being_opened(string script, string name)
    {
        await _library.Folder.ShellAsync(script);
        var folder = await _library.AddFolderAsync();
        await _library.ScanAsync(folder);
        (await _library.FilesAsync())[name].ErrorCode.ShouldBe("file_refused");
    }

    [Fact]
    public async Task Odd_names_loops_and_links_out_each_have_their_reason_and_the_rest_is_read()
    {
        _library.Folder.AddPicture("good.png", 1);
        _library.Folder.AddPicture("new\nline \"quoted\" 😺.png", 2);
        _library.Folder.AddFile("bad.jpg", [1, 2, 3, 4]);
        Directory.CreateSymbolicLink(_library.Folder.At("loop"), ".");
        File.CreateSymbolicLink(_library.Folder.At("out.jpg"), "/etc/hostname");
        await _library.Folder.ShellAsync("printf x > $'\\xff.jpg'");
        var folder = await _library.AddFolderAsync();

        var job = await _library.ScanAsync(folder);

        (await _library.ImagesAsync(folder)).Select(image => image.Name).ShouldBe(["good.png", "new\nline \"quoted\" 😺.png"], ignoreOrder: true);
        (await _library.FilesAsync()).Values.Where(file => file.State == ImageFileState.Failed).Select(file => file.ErrorCode)
            .ShouldBe(["file_not_a_picture", "directory_loop", "path_outside_root", "file_name_invalid"], ignoreOrder: true);
        (job.Total, job.Done, job.Failed).ShouldBe((6, 2, 4));
    }

    [Fact]
    public async Task A_failing_analyzer_leaves_the_picture_and_is_asked_again_at_the_next_scan()
    {
        _library.Folder.AddPicture("a.png");
        _library.Analyzer.OnPicture = _ => throw new InvalidOperationException("The model is ill.");
        var folder = await _library.AddFolderAsync();
        await _library.ScanAsync(folder);
        (await _library.ImagesAsync(folder)).ShouldHaveSingleItem();
        _library.Analyzer.Saved.ShouldBeEmpty();

        _library.Analyzer.OnPicture = null;
        await _library.ScanAsync(folder);
        _library.Analyzer.Saved.ShouldHaveSingleItem();
    }

    private async Task<ErrorDefinition> FailAsync(string name, byte[] bytes)
    {
        _library.Folder.AddFile(name, bytes);
        _library.Folder.AddPicture("good.png");
        var folder = await _library.AddFolderAsync();
        var job = await _library.ScanAsync(folder);
        (job.Done, job.Failed).ShouldBe((1, 1));
        var file = (await _library.FilesAsync())[name];
        file.State.ShouldBe(ImageFileState.Failed);
        return ErrorCatalogue.Find(file.ErrorCode!);
    }
}
