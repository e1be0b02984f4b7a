using Limner.Imaging;
using Limner.Imaging.Conversion;
using Limner.Kernel.Errors;
using Limner.Library.Thumbnails;
using Limner.Testing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Limner.Library.Tests.Scanning;

public sealed class CameraFormatsTests
{
    [Fact]
    public async Task A_format_whose_program_is_missing_is_named_and_mended_by_the_scan_after_it_is_installed()
    {
        using var tools = new TemporaryDirectory();
        await using var library = await Library.StartAsync(null, ("library:tools_dir", tools.FullName));
        library.Folder.AddFile("a.heic", await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "tests", "assets", "formats", "rotated.heic")));
        library.Folder.AddFile("b.jpg", PictureFolder.Photograph());
        var folder = await library.AddFolderAsync();
        await library.ScanAsync(folder);
        var files = await library.FilesAsync();
        (files["a.heic"].State, files["a.heic"].ErrorCode).ShouldBe((ImageFileState.Failed, ErrorCatalogue.FileToolMissing.Code));
        files["a.heic"].ErrorDetail.ShouldBe("HEIC pictures need libheif-examples: apt install libheif-examples");
        files["b.jpg"].State.ShouldBe(ImageFileState.Ready);
        (await CheckAsync(library)).Status.ShouldBe(HealthStatus.Degraded);

        using (var read = new ReadBytes())
        {
            await library.ScanAsync(folder);
            read.Count.ShouldBe(0, "it is not read again in vain");
        }

        var program = tools.Combine("heif-convert");
        await File.WriteAllTextAsync(program, "#!/bin/sh\nexec /usr/bin/heif-convert \"$@\"\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var decodes = new Decodes();
        await library.ScanAsync(folder);
        (await library.FilesAsync())["a.heic"].State.ShouldBe(ImageFileState.Ready);
        decodes.Count.ShouldBe(1);
        (await CheckAsync(library)).Status.ShouldBe(HealthStatus.Healthy);

        var content = (await library.ContentsAsync()).Single(content => content.MediaType == "image/heic");
        (content.Width, content.Height, content.CameraModel).ShouldBe((64, 96, "Test 1"));
        var image = (await library.ImagesAsync(folder)).Single(image => image.ContentId == content.Id);
        var large = await library.Get<PreviewRenderer>().GetAsync(image.Id, new PreviewKey(content.Sha256, PreviewSizes.Large, PreviewFormat.Webp), CancellationToken.None);
        large.Bytes.Length.ShouldBeGreaterThan(50);
    }

    private static async Task<HealthReportEntry> CheckAsync(Library library)
        => (await library.Get<HealthCheckService>().CheckHealthAsync(check => check.Name == "camera_formats")).Entries.Single().Value;
}
