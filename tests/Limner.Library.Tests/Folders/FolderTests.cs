using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Library.Folders;
using Limner.Library.Thumbnails;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Tests.Folders;

public sealed class FolderTests : IAsyncLifetime
{
    private Library _library = null!;

    public async Task InitializeAsync() => _library = await Library.StartAsync();

    public async Task DisposeAsync() => await _library.DisposeAsync();

    [Fact]
    public async Task Adding_a_folder_enqueues_its_scan()
    {
        var folder = await _library.AddFolderAsync();
        var view = await FindAsync(folder);
        view.ActiveJob.ShouldNotBeNull().Kind.ShouldBe("scan");
        view.ActiveJob!.State.ShouldBe(JobState.Queued);
        view.Name.ShouldBe("pictures");
    }

    [Fact]
    public async Task A_folder_that_overlaps_another_is_refused()
    {
        Directory.CreateDirectory(_library.Folder.At("sub"));
        var folder = await _library.AddFolderAsync();
        (await Should.ThrowAsync<LimnerException>(() => _library.AddFolderAsync(folder.OwnerId))).Failure.Error.ShouldBe(ErrorCatalogue.FolderOverlap);
        (await Should.ThrowAsync<LimnerException>(() => _library.AddFolderAsync(folder.OwnerId, _library.Folder.At("sub")))).Failure.Error.ShouldBe(ErrorCatalogue.FolderOverlap);
    }

    [Fact]
    public async Task Anothers_overlapping_folder_is_refused_without_saying_where_it_lies()
    {
        await _library.AddFolderAsync();
        var other = await _library.AddUserAsync("ben");
        var failure = (await Should.ThrowAsync<LimnerException>(() => _library.AddFolderAsync(other))).Failure;
        failure.Error.ShouldBe(ErrorCatalogue.FolderOverlap);
        failure.Detail.ShouldBeNull();
    }

    [Fact]
    public async Task A_folder_shows_its_counts_and_covers()
    {
        for (var i = 0; i < 6; i++)
        {
            _library.Folder.AddPicture($"{i}.png", i);
        }

        _library.Folder.AddPicture("copy.png", 0);
        _library.Folder.AddFile("bad.jpg", [1]);
        var folder = await _library.AddFolderAsync();
        await _library.ScanAsync(folder);
        var view = await FindAsync(folder);
        (view.ImageCount, view.FileCount, view.FailureCount).ShouldBe((6, 8, 1));
        view.CoverImageIds.Distinct().Count().ShouldBe(4);
        view.LastScanAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task The_list_costs_the_same_number_of_queries_for_one_folder_and_for_many()
    {
        var owner = await _library.AddUserAsync();
        (await CountListAsync(owner, 1)).ShouldBe(await CountListAsync(owner, 12));
    }

    [Fact]
    public async Task Removing_a_folder_removes_what_nobody_else_has_and_leaves_the_originals()
    {
        var original = _library.Folder.AddPicture("one/only.png", 1);
        _library.Folder.AddPicture("one/shared.png", 2);
        _library.Folder.AddPicture("two/shared.png", 2);
        var one = await _library.AddFolderAsync(path: _library.Folder.At("one"));
        var two = await _library.AddFolderAsync(one.OwnerId, _library.Folder.At("two"));
        await _library.ScanAsync(one);
        await _library.ScanAsync(two);
        var images = await _library.ImagesAsync(one);
        images.Count.ShouldBe(2);
        var onlyContent = images.Single(image => image.Name == "only.png").ContentId;
        var only = (await _library.ContentsAsync()).Single(content => content.Id == onlyContent);

        await _library.Get<FolderRemoval>().RemoveAsync(one.OwnerId, one.Id, CancellationToken.None);

        (await _library.ImagesAsync(one)).ShouldHaveSingleItem();
        (await _library.ContentsAsync()).ShouldHaveSingleItem();
        (await _library.Get<ThumbnailStore>().FindAsync(PreviewKey.Thumbnail(only.Sha256), CancellationToken.None)).ShouldBeNull();
        File.Exists(original).ShouldBeTrue();
    }

    [Fact]
    public async Task A_folder_of_more_pictures_than_a_statement_takes_values_can_be_removed()
    {
        var folder = await _library.AddFolderAsync();
        await _library.Database.WriteAsync(
            (db, token) => db.Database.ExecuteSqlAsync(
                $"""
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 33000)
                INSERT INTO contents (id, sha256, size, media_type, width, height, orientation, thumb_hash, palette, perceptual_hash, created_at)
                SELECT i, printf('%064x', i), 1, 'image/png', 1, 1, 1, x'00', '[]', 0, 0 FROM n;
                INSERT INTO images (id, owner_id, content_id, name, sort_at, created_at, updated_at)
                SELECT id, {folder.OwnerId}, id, id || '.png', 0, 0, 0 FROM contents;
                INSERT INTO image_files (folder_id, image_id, relative_path, name, size, modified_at, state, seen_at)
                SELECT {folder.Id}, id, name, name, 1, 0, 'ready', 0 FROM images;
                """,
                token),
            CancellationToken.None);
        (await _library.ImagesAsync(folder)).Count.ShouldBe(33_000);

        await _library.Get<FolderRemoval>().RemoveAsync(folder.OwnerId, folder.Id, CancellationToken.None);
        (await _library.ContentsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_removes_anothers_folder()
    {
        var folder = await _library.AddFolderAsync();
        var other = await _library.AddUserAsync("ben");
        var failure = await Should.ThrowAsync<LimnerException>(() => _library.Get<FolderRemoval>().RemoveAsync(other, folder.Id, CancellationToken.None));
        failure.Failure.Error.ShouldBe(ErrorCatalogue.NotFound);
    }

    [Fact]
    public async Task Directories_are_listed_for_choosing()
    {
        Directory.CreateDirectory(_library.Folder.At("b"));
        Directory.CreateDirectory(_library.Folder.At("A"));
        Directory.CreateDirectory(_library.Folder.At(".hidden"));
        _library.Folder.AddPicture("x.png");
        var listing = DirectoryBrowser.List(_library.Folder.Path);
        listing.Items.Select(item => item.Name).ShouldBe(["A", "b"]);
        listing.Items.ShouldAllBe(item => item.Readable);
        DirectoryBrowser.List(null).Items.Single(item => item.Path == "/proc").Readable.ShouldBeFalse();
        await Task.CompletedTask;
    }

    private async Task<int> CountListAsync(long owner, int folders)
    {
        for (var i = 0; i < folders; i++)
        {
            var path = Directory.CreateDirectory(_library.Folder.At($"{folders}-{i}")).FullName;
            _library.Folder.AddPicture($"{folders}-{i}/a.png", i);
            await _library.AddFolderAsync(owner, path);
        }

        var before = _library.Queries.Count;
        await using var db = _library.Database.Read();
        (await _library.Get<FolderQueries>().ListAsync(db, new Viewer(owner, MayWrite: true), CancellationToken.None)).Count.ShouldBeGreaterThanOrEqualTo(folders);
        return _library.Queries.Count - before;
    }

    private async Task<FolderView> FindAsync(FolderRow folder)
    {
        await using var db = _library.Database.Read();
        return (await _library.Get<FolderQueries>().FindAsync(db, new Viewer(folder.OwnerId, MayWrite: true), folder.Id, CancellationToken.None)).ShouldNotBeNull();
    }
}
