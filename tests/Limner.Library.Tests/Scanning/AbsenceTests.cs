using Limner.Library.Scanning;
using Limner.Library.Watching;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Limner.Library.Tests.Scanning;

public sealed class AbsenceTests : IAsyncLifetime
{
    private readonly OneMount _mounts = new();
    private Library _library = null!;

    public async Task InitializeAsync() => _library = await Library.StartAsync(null, services => services.Replace(ServiceDescriptor.Singleton<Mounts>(_mounts)));

    public async Task DisposeAsync() => await _library.DisposeAsync();

    [Theory]
    [InlineData(20, 11, FolderAbsence.Vanished)]
    [InlineData(20, 20, FolderAbsence.Empty)]
    [InlineData(20, 10, null)]
    [InlineData(9, 9, null)]
    [InlineData(3, 2, null)]
    public async Task Only_a_large_share_is_taken_to_be_away(int there, int vanish, FolderAbsence? expected)
    {
        var folder = await ScannedAsync(there);
        var before = (await _library.ImagesAsync(folder)).ConvertAll(image => image.Id);
        Directory.CreateDirectory(Away);
        for (var i = 0; i < vanish; i++)
        {
            File.Move(_library.Folder.At($"{i}.png"), Path.Join(Away, $"{i}.png"));
        }

        await _library.ScanAsync(folder);

        folder = await FolderAsync(folder.Id);
        folder.Absence.ShouldBe(expected);
        (folder.AbsentSince is null).ShouldBe(expected is null);
        (await _library.ImagesAsync(folder)).Count.ShouldBe(expected is null ? there - vanish : there);
        (await OfflineAsync(folder, before)).ShouldBe(vanish);

        await _library.Folder.ShellAsync($"mv '{Away}'/*.png .");
        using var decodes = new Decodes();
        using var reads = new ReadBytes();
        await _library.ScanAsync(folder);

        (await FolderAsync(folder.Id)).Absence.ShouldBeNull();
        (await _library.ImagesAsync(folder)).ConvertAll(image => image.Id).ShouldBe(before);
        (await OfflineAsync(folder, before)).ShouldBe(0);
        (decodes.Count, reads.Count).ShouldBe((0, 0));
    }

    [Fact]
    public async Task What_is_away_is_not_called_missing_because_something_is_to_be_derived_from_it_anew()
    {
        var folder = await ScannedAsync(12);
        var before = (await _library.ImagesAsync(folder)).ConvertAll(image => image.Id);
        Directory.CreateDirectory(Away);
        await _library.Folder.ShellAsync($"mv *.png '{Away}'");

        // As after an update that reads more of a file than the version before.
        await _library.Database.WriteAsync((db, token) => db.Database.ExecuteSqlAsync($"DELETE FROM derivations WHERE kind = 'metadata'", token), CancellationToken.None);
        await _library.ScanAsync(folder);
        (await FolderAsync(folder.Id)).Absence.ShouldBe(FolderAbsence.Empty);
        (await _library.ImagesAsync(folder)).ConvertAll(image => image.Id).ShouldBe(before);

        await _library.Folder.ShellAsync($"mv '{Away}'/*.png .");
        await _library.ScanAsync(await FolderAsync(folder.Id));
        (await FolderAsync(folder.Id)).Absence.ShouldBeNull();
        (await OfflineAsync(folder, before)).ShouldBe(0);
    }

    [Fact]
    public async Task Where_another_file_system_lies_not_even_one_file_is_taken_to_be_deleted()
    {
        _mounts.Point = "/mnt/stick";
        var folder = await ScannedAsync(2);
        File.Delete(_library.Folder.At("0.png"));
        _mounts.Point = "/";
        await _library.ScanAsync(await FolderAsync(folder.Id));
        (await FolderAsync(folder.Id)).Absence.ShouldBe(FolderAbsence.Unmounted);
        (await _library.ImagesAsync(folder)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Files_that_were_carried_to_another_file_system_whole_are_simply_there()
    {
        _mounts.Point = "/mnt/old";
        var folder = await ScannedAsync(2);
        _mounts.Point = "/mnt/new";
        await _library.ScanAsync(await FolderAsync(folder.Id));
        (await FolderAsync(folder.Id)).MountPoint.ShouldBe("/mnt/new");
    }

    [Fact]
    public async Task A_scan_of_what_a_folder_leaves_out_by_now_asks_nobody()
    {
        var folder = await ScannedAsync(20);
        await _library.Database.WriteAsync((db, token) => db.Set<FolderRow>().ExecuteUpdateAsync(set => set.SetProperty(row => row.Exclude, "[\"*.png\"]"), token), CancellationToken.None);
        await _library.ScanAsync(await FolderAsync(folder.Id));
        (await FolderAsync(folder.Id)).Absence.ShouldBeNull();
        (await _library.ImagesAsync(folder)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_its_owner_says_is_gone_is_missing_and_still_comes_back_whole()
    {
        var folder = await ScannedAsync(20);
        var before = (await _library.ImagesAsync(folder)).ConvertAll(image => image.Id);
        Directory.Move(_library.Folder.Path, Away);
        Directory.CreateDirectory(_library.Folder.Path);
        await _library.ScanAsync(folder);
        folder = await FolderAsync(folder.Id);
        folder.Absence.ShouldBe(FolderAbsence.Empty);

        await _library.Get<VanishedFiles>().AcceptAsync(folder, CancellationToken.None);

        folder = await FolderAsync(folder.Id);
        folder.Absence.ShouldBeNull();
        (await _library.ImagesAsync(folder)).ShouldBeEmpty();

        Directory.Delete(_library.Folder.Path);
        Directory.Move(Away, _library.Folder.Path);
        using var decodes = new Decodes();
        await _library.ScanAsync(folder);
        (await _library.ImagesAsync(folder)).ConvertAll(image => image.Id).ShouldBe(before);
        decodes.Count.ShouldBe(0);
    }

    private string Away => _library.Folder.Path + ".away";

    private async Task<FolderRow> ScannedAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _library.Folder.AddPicture($"{i}.png", i);
        }

        var folder = await _library.AddFolderAsync();
        await _library.ScanAsync(folder);
        return await FolderAsync(folder.Id);
    }

    private async Task<int> OfflineAsync(FolderRow folder, List<long> images)
    {
        await using var db = _library.Database.Read();
        return (await _library.Get<Visibility>().FindOfflineAsync(db, folder.OwnerId, images, CancellationToken.None)).Count;
    }

    private async Task<FolderRow> FolderAsync(long id)
    {
        await using var db = _library.Database.Read();
        return await db.Set<FolderRow>().SingleAsync(folder => folder.Id == id);
    }

    private sealed class OneMount : Mounts
    {
        public string Point { get; set; } = "/";

        public override Mount Of(string path) => new(1, Point, "ext4");
    }
}
