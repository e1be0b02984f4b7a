using Limner.Jobs;
using Limner.Library.Scanning;
using Limner.Library.Thumbnails;
using Limner.Library.Trash;
using Limner.Storage;
using Limner.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Limner.Library.Tests.Trash;

public sealed class TrashTests : IAsyncLifetime
{
    private readonly FakeClock _clock = new();
    private Library _library = null!;
    private FolderRow _folder = null!;

    public async Task InitializeAsync()
    {
        _library = await Library.StartAsync(null, services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_clock)));
        _library.Folder.AddPicture("a.png", 1);
        _library.Folder.AddPicture("b.png", 2);
        _folder = await _library.AddFolderAsync();
        await _library.ScanAsync(_folder);
    }

    public async Task DisposeAsync() => await _library.DisposeAsync();

    [Fact]
    public async Task What_has_lain_in_the_trash_for_its_days_is_purged_and_nothing_of_it_is_kept_but_the_hash()
    {
        var image = await FindAsync("a.png");
        var before = (await _library.ContentsAsync()).Single(content => content.Id == image.ContentId);
        var thumbnail = _library.Get<ThumbnailStore>().PathOf(PreviewKey.Thumbnail(before.Sha256));
        await MoveAsync(image.Id);
        _clock.Advance(TimeSpan.FromDays(29));
        await RunTrashAsync();
        (await ImageAsync(image.Id))!.PurgedAt.ShouldBeNull();
        File.Exists(thumbnail).ShouldBeTrue();

        _clock.Advance(TimeSpan.FromDays(1));
        await RunTrashAsync();

        (await ImageAsync(image.Id))!.PurgedAt.ShouldNotBeNull();
        var content = (await _library.ContentsAsync()).Single(row => row.Id == image.ContentId);
        (content.Sha256, content.TakenAt, content.Palette, content.ThumbHash.Length).ShouldBe((before.Sha256, null, "[]", 0));
        File.Exists(thumbnail).ShouldBeFalse();
        (await DerivationsAsync(content.Id)).ShouldBe(0);
        File.Exists(_library.Folder.At("a.png")).ShouldBeTrue("originals are not the trash's to delete");
    }

    [Fact]
    public async Task A_purged_picture_is_not_brought_back_nor_decoded_by_a_scan_and_comes_back_when_its_removal_is_forgotten()
    {
        var image = await FindAsync("a.png");
        await MoveAsync(image.Id);
        await PurgeAsync(image.Id);
        _library.Folder.AddPicture("copy of a.png", 1);
        _library.Folder.Touch("a.png");
        using var decodes = new Decodes();

        await _library.ScanAsync(_folder);

        decodes.Count.ShouldBe(0);
        (await _library.ImagesAsync(_folder)).ShouldHaveSingleItem().Name.ShouldBe("b.png");

        await _library.Database.WriteAsync((db, token) => _library.Get<IImageTrash>().ForgetRemovalAsync(db, _folder.OwnerId, [image.Id], token), CancellationToken.None);
        await _library.ScanAsync(_folder);

        var back = (await _library.ImagesAsync(_folder)).Single(row => row.Name != "b.png");
        back.Id.ShouldNotBe(image.Id);
        (await _library.ContentsAsync()).Single(content => content.Id == back.ContentId).ThumbHash.Length.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Another_person_with_the_same_picture_keeps_all_that_is_known_of_it()
    {
        _library.Folder.AddPicture("../ben/b.png", 1);
        var ben = await _library.AddFolderAsync(await _library.AddUserAsync("ben"), Path.GetFullPath(_library.Folder.At("../ben")));
        await _library.ScanAsync(ben);
        var image = await FindAsync("a.png");
        await MoveAsync(image.Id);
        await PurgeAsync(image.Id);
        (await DerivationsAsync(image.ContentId)).ShouldBeGreaterThan(0);
        (await _library.ImagesAsync(ben)).ShouldHaveSingleItem().ContentId.ShouldBe(image.ContentId);
    }

    [Fact]
    public async Task Files_the_server_wrote_are_erased_with_their_image_if_they_still_are_what_it_wrote()
    {
        _library.Folder.AddPicture("mine.png", 3);
        await _library.ScanAsync(_folder);
        await OwnAsync("a.png", "b.png");
        var (a, b, mine) = (await FindAsync("a.png"), await FindAsync("b.png"), await FindAsync("mine.png"));
        await MoveAsync(a.Id, b.Id, mine.Id);
        await PurgeAsync(a.Id, b.Id, mine.Id);
        _library.Folder.AddPicture("b.png", 4);

        await RunTrashAsync();

        File.Exists(_library.Folder.At("a.png")).ShouldBeFalse();
        File.Exists(_library.Folder.At("b.png")).ShouldBeTrue("somebody has put other bytes there");
        File.Exists(_library.Folder.At("mine.png")).ShouldBeTrue("the server did not write it");
        (await ImageAsync(a.Id)).ShouldBeNull("no file is left that a scan could bring back, and the same may be uploaded again");
        (await ImageAsync(mine.Id))!.PurgedAt.ShouldNotBeNull();
        (await ErasuresAsync()).ShouldBe(0);
        var files = await _library.FilesAsync();
        files.ShouldNotContainKey("a.png");
        files["b.png"].Owned.ShouldBeFalse();
    }

    [Fact]
    public async Task An_erasure_that_was_cut_off_after_the_file_was_gone_is_brought_to_its_end()
    {
        await OwnAsync("a.png");
        var image = await FindAsync("a.png");
        await MoveAsync(image.Id);
        await PurgeAsync(image.Id);
        (await ErasuresAsync()).ShouldBe(1);
        File.Delete(_library.Folder.At("a.png"));

        await RunTrashAsync();

        (await ErasuresAsync(), await ImageAsync(image.Id)).ShouldBe((0, null));
    }

    [Fact]
    public async Task A_file_that_cannot_be_reached_is_erased_when_it_can()
    {
        await OwnAsync("a.png");
        var image = await FindAsync("a.png");
        await MoveAsync(image.Id);
        await PurgeAsync(image.Id);
        var away = _library.Folder.Path + ".away";
        Directory.Move(_library.Folder.Path, away);
        await RunTrashAsync();
        (await ErasuresAsync()).ShouldBe(1);

        Directory.Move(away, _library.Folder.Path);
        await RunTrashAsync();

        (await ErasuresAsync()).ShouldBe(0);
        File.Exists(_library.Folder.At("a.png")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_link_in_the_place_of_a_file_to_be_erased_leads_to_nothing()
    {
        await OwnAsync("a.png");
        var image = await FindAsync("a.png");
        await MoveAsync(image.Id);
        await PurgeAsync(image.Id);
        File.Move(_library.Folder.At("a.png"), _library.Folder.At("real.png"));
        File.CreateSymbolicLink(_library.Folder.At("a.png"), "real.png");
        await RunTrashAsync();
        File.Exists(_library.Folder.At("real.png")).ShouldBeTrue();
        (await ErasuresAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task What_is_edited_into_bytes_that_were_removed_stays_in_the_gallery()
    {
        var (a, b) = (await FindAsync("a.png"), await FindAsync("b.png"));
        await MoveAsync(a.Id);
        _library.Folder.AddPicture("b.png", 1);
        _library.Folder.Touch("b.png");

        await _library.ScanAsync(_folder);

        (await _library.ImagesAsync(_folder)).ShouldHaveSingleItem().Id.ShouldBe(b.Id);
        (await _library.Database.WriteAsync((db, token) => _library.Get<IImageTrash>().RestoreAsync(db, _folder.OwnerId, [a.Id], token), CancellationToken.None)).ShouldBeEmpty();
    }

    private async Task<ImageRow> FindAsync(string name) => (await _library.ImagesAsync(_folder)).Single(image => image.Name == name);

    private async Task<ImageRow?> ImageAsync(long id)
    {
        await using var db = _library.Database.Read();
        return await db.Set<ImageRow>().FirstOrDefaultAsync(image => image.Id == id);
    }

    private async Task<int> DerivationsAsync(long contentId)
    {
        await using var db = _library.Database.Read();
        return await db.Set<DerivationRow>().CountAsync(row => row.ContentId == contentId);
    }

    private async Task<int> ErasuresAsync()
    {
        await using var db = _library.Database.Read();
        return await db.Set<FileErasureRow>().CountAsync();
    }

    private Task OwnAsync(params string[] paths)
        => _library.Database.WriteAsync(
            (db, token) => db.Set<ImageFileRow>().Where(file => paths.Contains(file.RelativePath)).ExecuteUpdateAsync(set => set.SetProperty(file => file.Owned, true), token), CancellationToken.None);

    private Task MoveAsync(params long[] ids)
        => _library.Database.WriteAsync((db, token) => _library.Get<IImageTrash>().MoveAsync(db, _folder.OwnerId, ids, token), CancellationToken.None);

    private Task PurgeAsync(params long[] ids)
        => _library.Database.WriteAsync((db, token) => _library.Get<IImageTrash>().PurgeAsync(db, _folder.OwnerId, ids, token), CancellationToken.None);

    private Task RunTrashAsync()
        => _library.All<IJobHandler>().OfType<TrashJob>().Single().RunAsync(new TestJob(_folder, new ScanPayload(_folder.Id, RetryFailed: false)), CancellationToken.None);
}
