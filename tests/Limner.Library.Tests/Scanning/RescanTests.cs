using Limner.Library.Scanning;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Tests.Scanning;

public sealed class RescanTests : IAsyncLifetime
{
    private Library _library = null!;

    public async Task InitializeAsync() => _library = await Library.StartAsync();

    public async Task DisposeAsync() => await _library.DisposeAsync();

    [Fact]
    public async Task A_rescan_of_unchanged_files_reads_and_writes_nothing()
    {
        for (var i = 0; i < 30; i++)
        {
            _library.Folder.AddPicture($"{i % 3}/{i}.png", i);
        }

        _library.Folder.AddFile("bad.jpg", [1, 2, 3]);
        var folder = await _library.AddFolderAsync();
        await _library.ScanAsync(folder);
        var before = await _library.FilesAsync();
        using var decodes = new Decodes();
        using var reads = new ReadBytes();

        var job = await _library.ScanAsync(folder);

        decodes.Count.ShouldBe(0);
        reads.Count.ShouldBe(0);
        (job.Total, job.Done, job.Failed).ShouldBe((0, 0, 0));
        job.Messages[^1].ShouldBe("Nothing has changed");
        (await _library.FilesAsync()).Values.Select(file => (file.Id, file.SeenAt)).ShouldBe(before.Values.Select(file => (file.Id, file.SeenAt)), ignoreOrder: true);
    }

    /// <summary>
    /// What a rescan of a large folder costs when nothing has changed: the walk, the comparison, and the question what is lacking. The
    /// files are one picture's links in the catalogue, so that the first scan need not decode twenty thousand.
    /// </summary>
    [Fact]
    [Trait("run", "full")]
    public async Task A_rescan_of_20000_unchanged_files_takes_less_than_five_seconds()
    {
        _library.Folder.AddPicture("first.png");
        var folder = await _library.AddFolderAsync();
        await _library.ScanAsync(folder);
        await _library.Folder.ShellAsync("for d in {1..200}; do mkdir $d; for f in {1..100}; do printf x > $d/$f.jpg; done; done");
        await _library.Get<FolderDiscovery>().RunAsync(
            folder, retryFailed: false, unasked: false, new EarlierAttempts(DateTimeOffset.UnixEpoch, 0, 0), new TestJob(folder, new ScanPayload(folder.Id, RetryFailed: false)), CancellationToken.None);
        await _library.Database.WriteAsync(
            (db, token) => db.Set<ImageFileRow>().ExecuteUpdateAsync(
                set => set.SetProperty(file => file.State, ImageFileState.Ready).SetProperty(file => file.ImageId, db.Set<ImageRow>().Select(image => image.Id).First()), token),
            CancellationToken.None);
        using var reads = new ReadBytes();

        var start = TimeProvider.System.GetTimestamp();
        var job = await _library.ScanAsync(folder);
        var took = TimeProvider.System.GetElapsedTime(start);

        (job.Total, reads.Count).ShouldBe((0, 0));
        (await _library.FilesAsync()).Count.ShouldBe(20_001);
        took.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_copy_is_another_file_of_the_same_image()
    {
        _library.Folder.AddPicture("a.png");
        var folder = await _library.AddFolderAsync();
        await _library.ScanAsync(folder);
        _library.Folder.AddPicture("copy/a.png");
        using var decodes = new Decodes();

        await _library.ScanAsync(folder);

        decodes.Count.ShouldBe(0);
        var image = (await _library.ImagesAsync(folder)).ShouldHaveSingleItem();
        (await _library.FilesAsync()).Values.ShouldAllBe(file => file.ImageId == image.Id);
    }

    [Fact]
    public async Task A_moved_file_keeps_its_image_and_leaves_no_trace_of_its_old_place()
    {
        _library.Folder.AddPicture("a.png");
        var folder = await _library.AddFolderAsync();
        await _library.ScanAsync(folder);
        var image = (await _library.ImagesAsync(folder)).Single();
        Directory.CreateDirectory(_library.Folder.At("sub"));
        File.Move(_library.Folder.At("a.png"), _library.Folder.At("sub/b.png"));

        await _library.ScanAsync(folder);

        (await _library.ImagesAsync(folder)).ShouldHaveSingleItem().Id.ShouldBe(image.Id);
        (await _library.FilesAsync()).Keys.ShouldBe(["sub/b.png"]);
    }

    [Fact]
    public async Task An_edited_file_is_a_new_version_of_its_image()
    {
        _library.Folder.AddPicture("a.png", 1);
        var folder = await _library.AddFolderAsync();
        await _library.ScanAsync(folder);
        var before = (await _library.ImagesAsync(folder)).Single();
        _library.Folder.AddPicture("a.png", 2);
        _library.Folder.Touch("a.png");

        await _library.ScanAsync(folder);

        var after = (await _library.ImagesAsync(folder)).ShouldHaveSingleItem();
        after.Id.ShouldBe(before.Id);
        after.ContentId.ShouldNotBe(before.ContentId);
    }

    [Fact]
    public async Task An_edited_copy_becomes_an_image_of_its_own()
    {
        _library.Folder.AddPicture("a.png", 1);
        _library.Folder.AddPicture("b.png", 1);
        var folder = await _library.AddFolderAsync();
        await _library.ScanAsync(folder);
        _library.Folder.AddPicture("b.png", 2);
        _library.Folder.Touch("b.png");

        await _library.ScanAsync(folder);

        (await _library.ImagesAsync(folder)).Count.ShouldBe(2);
        var files = await _library.FilesAsync();
        files["a.png"].ImageId.ShouldNotBe(files["b.png"].ImageId);
    }

    [Fact]
    public async Task Two_files_that_change_places_keep_their_images_with_their_bytes()
    {
        _library.Folder.AddPicture("a.png", 1);
        _library.Folder.AddPicture("b.png", 2);
        var folder = await _library.AddFolderAsync();
        await _library.ScanAsync(folder);
        var before = await _library.FilesAsync();
        _library.Folder.AddPicture("a.png", 2);
        _library.Folder.AddPicture("b.png", 1);
        _library.Folder.Touch("a.png");
        _library.Folder.Touch("b.png");

        await _library.ScanAsync(folder);

        var after = await _library.FilesAsync();
        after["a.png"].ImageId.ShouldBe(before["b.png"].ImageId);
        after["b.png"].ImageId.ShouldBe(before["a.png"].ImageId);
        (await _library.ImagesAsync(folder)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_renamed_file_whose_name_another_took_keeps_its_image()
    {
        _library.Folder.AddPicture("a.png", 1);
        var folder = await _library.AddFolderAsync();
        await _library.ScanAsync(folder);
        var image = (await _library.ImagesAsync(folder)).Single();
        File.Move(_library.Folder.At("a.png"), _library.Folder.At("b.png"));
        _library.Folder.AddPicture("a.png", 2);
        _library.Folder.Touch("a.png");

        await _library.ScanAsync(folder);

        var files = await _library.FilesAsync();
        files["b.png"].ImageId.ShouldBe(image.Id);
        files["a.png"].ImageId.ShouldNotBe(image.Id);
    }

    [Fact]
    public async Task A_missing_file_hides_its_image_and_brings_it_back_whole()
    {
        var full = _library.Folder.AddPicture("a.png", 1);
        _library.Folder.AddPicture("b.png", 2);
        var folder = await _library.AddFolderAsync();
        await _library.ScanAsync(folder);
        var before = (await _library.ImagesAsync(folder)).Select(image => image.Id).ToList();
        var away = Path.Join(Path.GetDirectoryName(_library.Folder.Path), "away.png");
        File.Move(full, away);

        await _library.ScanAsync(folder);
        (await _library.ImagesAsync(folder)).ShouldHaveSingleItem().Name.ShouldBe("b.png");
        (await _library.FilesAsync())["a.png"].State.ShouldBe(ImageFileState.Missing);

        File.Move(away, full);
        using var decodes = new Decodes();
        await _library.ScanAsync(folder);
        (await _library.ImagesAsync(folder)).Select(image => image.Id).ShouldBe(before);
        decodes.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_failure_that_was_mended_is_forgotten()
    {
        _library.Folder.AddFile("a.png", [1, 2, 3]);
        var folder = await _library.AddFolderAsync();
        await _library.ScanAsync(folder);
        _library.Folder.AddPicture("a.png");
        await _library.ScanAsync(folder);
        var file = (await _library.FilesAsync())["a.png"];
        (file.State, file.ErrorCode, file.ErrorDetail).ShouldBe((ImageFileState.Ready, null, null));
    }

    [Fact]
    public async Task A_failure_that_vanished_is_forgotten()
    {
        File.Delete(_library.Folder.AddFile("keep.txt", []));
        var full = _library.Folder.AddFile("a.png", [1, 2, 3]);
        var folder = await _library.AddFolderAsync();
        await _library.ScanAsync(folder);
        File.Delete(full);
        await _library.ScanAsync(folder);
        (await _library.FilesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_unchanged_failure_is_tried_again_only_when_somebody_asks()
    {
        _library.Folder.AddFile("a.png", [1, 2, 3]);
        var folder = await _library.AddFolderAsync();
        await _library.ScanAsync(folder);
        (await _library.ScanAsync(folder)).Failed.ShouldBe(0);
        (await _library.ScanAsync(folder, retryFailed: true)).Failed.ShouldBe(1);
    }

    [Fact]
    public async Task A_picture_overwritten_with_rubbish_leaves_the_gallery_until_it_is_restored()
    {
        _library.Folder.AddPicture("a.png");
        var folder = await _library.AddFolderAsync();
        await _library.ScanAsync(folder);
        var image = (await _library.ImagesAsync(folder)).Single();
        _library.Folder.AddFile("a.png", [1, 2, 3]);
        await _library.ScanAsync(folder);
        (await _library.ImagesAsync(folder)).ShouldBeEmpty();

        _library.Folder.AddPicture("a.png");
        await _library.ScanAsync(folder);
        (await _library.ImagesAsync(folder)).ShouldHaveSingleItem().Id.ShouldBe(image.Id);
    }

    [Fact]
    public async Task Two_people_with_the_same_picture_have_an_image_each_and_it_is_decoded_once()
    {
        _library.Folder.AddPicture("anna/a.png");
        _library.Folder.AddPicture("ben/b.png");
        var anna = await _library.AddFolderAsync(await _library.AddUserAsync("anna"), _library.Folder.At("anna"));
        var ben = await _library.AddFolderAsync(await _library.AddUserAsync("ben"), _library.Folder.At("ben"));
        using var decodes = new Decodes();

        await _library.ScanAsync(anna);
        await _library.ScanAsync(ben);

        decodes.Count.ShouldBe(1);
        var hers = (await _library.ImagesAsync(anna)).ShouldHaveSingleItem();
        var his = (await _library.ImagesAsync(ben)).ShouldHaveSingleItem();
        hers.Id.ShouldNotBe(his.Id);
        hers.ContentId.ShouldBe(his.ContentId);
        _library.Analyzer.Attached.ShouldHaveSingleItem().ImageId.ShouldBe(his.Id);
    }

    [Fact]
    public async Task A_new_analyzer_version_is_run_on_known_pictures_and_nothing_else_is_done_again()
    {
        _library.Folder.AddPicture("a.png", 1);
        _library.Folder.AddPicture("copy.png", 1);
        _library.Folder.AddPicture("b.png", 2);
        var folder = await _library.AddFolderAsync();
        await _library.ScanAsync(folder);
        var images = (await _library.ImagesAsync(folder)).Select(image => image.Id).ToList();
        _library.Analyzer.Version = "2";
        _library.Analyzer.Saved.Clear();
        using var decodes = new Decodes();

        await _library.ScanAsync(folder);

        decodes.Count.ShouldBe(2);
        _library.Analyzer.Saved.Count.ShouldBe(2);
        (await _library.ImagesAsync(folder)).Select(image => image.Id).ShouldBe(images);
        (await _library.ScanAsync(folder)).Total.ShouldBe(0);
    }

    [Fact]
    public async Task A_removed_image_is_not_brought_back_by_a_scan()
    {
        _library.Folder.AddPicture("a.png");
        var folder = await _library.AddFolderAsync();
        await _library.ScanAsync(folder);
        await _library.Database.WriteAsync(
            (db, token) => db.Set<ImageRow>().ExecuteUpdateAsync(set => set.SetProperty(image => image.RemovedAt, DateTimeOffset.UnixEpoch), token), CancellationToken.None);
        _library.Folder.AddPicture("another copy.png");
        _library.Folder.Touch("a.png");
        await _library.ScanAsync(folder);
        (await _library.ImagesAsync(folder)).ShouldBeEmpty();
    }
}
