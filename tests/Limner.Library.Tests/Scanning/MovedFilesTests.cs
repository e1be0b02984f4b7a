using Limner.Library.Thumbnails;
using Limner.Library.Trash;
using Limner.Testing.Pictures;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Tests.Scanning;

public sealed class MovedFilesTests : IAsyncLifetime
{
    private Library _library = null!;

    public async Task InitializeAsync() => _library = await Library.StartAsync();

    public async Task DisposeAsync() => await _library.DisposeAsync();

    [Fact]
    public Task Three_hundred_moved_files_keep_their_images_and_nothing_is_derived_again() => MoveAsync(300);

    [Fact]
    [Trait("run", "full")]
    public Task Ten_thousand_moved_files_keep_their_images_and_nothing_is_derived_again() => MoveAsync(10_000);

    [Fact]
    public async Task Files_moved_to_another_folder_of_the_same_owner_keep_their_images_whichever_is_scanned_first()
    {
        var owner = await _library.AddUserAsync();
        for (var i = 0; i < 24; i++)
        {
            _library.Folder.AddPicture($"from/{i}.png", i);
        }

        _library.Folder.AddPicture("to/other.png", 99);
        var from = await _library.AddFolderAsync(owner, _library.Folder.At("from"));
        var to = await _library.AddFolderAsync(owner, _library.Folder.At("to"));
        await _library.ScanAsync(from);
        await _library.ScanAsync(to);
        var before = (await _library.ImagesAsync(from)).ToDictionary(image => image.Name, image => image.Id);
        await _library.Folder.ShellAsync("mkdir -p to/new && mv from/*.png to/new && mv to/new/0.png from/");
        using var decodes = new Decodes();

        // All but one are gone from where they were: until the other folder is scanned nobody can know that they were moved.
        await _library.ScanAsync(from);
        (await FolderAsync(from.Id)).Absence.ShouldBe(FolderAbsence.Vanished);
        (await _library.ImagesAsync(from)).Count.ShouldBe(25);
        await _library.ScanAsync(await FolderAsync(to.Id));
        await _library.ScanAsync(await FolderAsync(from.Id));

        (await FolderAsync(from.Id)).Absence.ShouldBeNull();
        (await _library.ImagesAsync(from)).ToDictionary(image => image.Name, image => image.Id).ShouldBe(before, ignoreOrder: true);
        var files = await _library.FilesAsync();
        files.Count.ShouldBe(25);
        files.Values.ShouldAllBe(file => file.State == ImageFileState.Ready && file.VanishedAt == null);
        decodes.Count.ShouldBe(0);
    }

    [Fact]
    public async Task What_was_known_of_the_bytes_before_an_edit_is_forgotten_when_nothing_else_has_them()
    {
        _library.Folder.AddPicture("a.png", 1);
        _library.Folder.AddPicture("b.png", 2);
        _library.Folder.AddPicture("copy of b.png", 2);
        var folder = await _library.AddFolderAsync();
        await _library.ScanAsync(folder);
        var store = _library.Get<ThumbnailStore>();
        var before = (await _library.ContentsAsync()).ConvertAll(content => store.PathOf(PreviewKey.Thumbnail(content.Sha256)));
        before.ShouldAllBe(path => File.Exists(path));
        foreach (var name in new[] { "a.png", "b.png" })
        {
            _library.Folder.AddPicture(name, name[0]);
            _library.Folder.Touch(name);
        }

        await _library.ScanAsync(folder);

        (await _library.ContentsAsync()).Count.ShouldBe(3);
        before.Count(File.Exists).ShouldBe(1, "the copy still is what it was");
        await using var db = _library.Database.Read();
        (await db.Set<AbandonedContentRow>().CountAsync()).ShouldBe(0);
        (await db.Set<DerivationRow>().Select(row => row.ContentId).Distinct().CountAsync()).ShouldBe(3);
    }

    private async Task MoveAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _library.Folder.AddFile($"before/{i / 100}/{i}.png", ManyPictures.Gradient(i, 8, 8));
        }

        var folder = await _library.AddFolderAsync();
        await _library.ScanAsync(folder);
        var before = (await _library.ImagesAsync(folder)).ConvertAll(image => (image.Id, image.ContentId));
        before.Count.ShouldBe(count);
        var analyzed = _library.Analyzer.Analyzed;
        Directory.Move(_library.Folder.At("before"), _library.Folder.At("after"));
        using var decodes = new Decodes();

        await _library.ScanAsync(folder);

        (decodes.Count, _library.Analyzer.Analyzed).ShouldBe((0, analyzed));
        (await _library.ImagesAsync(folder)).ConvertAll(image => (image.Id, image.ContentId)).ShouldBe(before);
        var files = await _library.FilesAsync();
        files.Count.ShouldBe(count);
        files.ShouldAllBe(file => file.Key.StartsWith("after/") && file.Value.State == ImageFileState.Ready);
        (await FolderAsync(folder.Id)).Absence.ShouldBeNull();
    }

    private async Task<FolderRow> FolderAsync(long id)
    {
        await using var db = _library.Database.Read();
        return await db.Set<FolderRow>().SingleAsync(folder => folder.Id == id);
    }
}
