using System.Text;
using Limner.Kernel.Errors;
using Limner.Library.Metadata;
using Limner.Library.Sharing;
using Limner.Testing;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Tests.Scanning;

public sealed class SidecarTests : IAsyncLifetime
{
    private Library _library = null!;

    public async Task InitializeAsync() => _library = await Library.StartAsync();

    public async Task DisposeAsync() => await _library.DisposeAsync();

    [Fact]
    public async Task What_lies_beside_a_picture_speaks_for_it_in_either_spelling()
    {
        _library.Folder.AddPicture("one/a.png");
        _library.Folder.AddPicture("two/b.png", 2);
        _library.Folder.AddPicture("two/c.png", 3);
        _library.Folder.AddFile("one/a.png.xmp", Asset("exiftool.xmp"));
        _library.Folder.AddFile("one/a.xmp", Sidecar("not this one"));
        _library.Folder.AddFile("two/B.XMP", Sidecar("in capitals"));
        _library.Folder.AddFile("two/d.xmp", Sidecar("nobody's"));
        var folder = await _library.AddFolderAsync();

        await _library.ScanAsync(folder);

        var lake = await ValuesOfAsync("one/a.png");
        (lake.Title, lake.Rating, lake.Latitude, lake.Longitude).ShouldBe(("Morning at the lake", 4, 47.05, -8.3075));
        lake.KeywordPaths().Select(path => string.Join('/', path)).ShouldBe(["Places/Switzerland/Lucerne", "lake", "호수"]);
        lake.NamedPeople().Select(person => person.Name).ShouldBe(["Anna Kim"]);
        lake.TakenAt.ShouldBe(new DateTimeOffset(2021, 6, 7, 5, 48, 9, TimeSpan.Zero));
        MetadataJson.ReadSources(lake.Sources).ShouldBe(
            new ValueSources(S, S, S, S, S, S, S, S, S, S));
        (await ImageOfAsync("one/a.png")).SortAt.ShouldBe(lake.TakenAt!.Value);
        (await ValuesOfAsync("two/b.png")).Title.ShouldBe("in capitals");
        (await ValuesOfAsync("two/c.png")).Title.ShouldBeNull();
    }

    [Fact]
    public async Task A_sidecar_that_comes_changes_or_goes_is_followed_without_looking_at_the_picture()
    {
        _library.Folder.AddPicture("a.png");
        var folder = await _library.AddFolderAsync();
        await _library.ScanAsync(folder);
        var modified = (await ImageOfAsync("a.png")).SortAt;
        var analyses = _library.Analyzer.Analyzed;
        using var decodes = new Decodes();

        _library.Folder.AddFile("a.xmp", Sidecar("first", "2020-01-02T03:04:05"));
        (await _library.ScanAsync(folder, unasked: true)).FoundNothingToDo.ShouldBeFalse();
        (await ValuesOfAsync("a.png")).Title.ShouldBe("first");
        (await ImageOfAsync("a.png")).SortAt.ShouldBe(new DateTimeOffset(2020, 1, 2, 3, 4, 5, TimeSpan.Zero));

        _library.Folder.AddFile("a.xmp", Sidecar("second"));
        _library.Folder.Touch("a.xmp");
        await _library.ScanAsync(folder);
        (await ValuesOfAsync("a.png")).Title.ShouldBe("second");
        (await ImageOfAsync("a.png")).SortAt.ShouldBe(modified);
        (await _library.ScanAsync(folder, unasked: true)).FoundNothingToDo.ShouldBeTrue();

        File.Delete(_library.Folder.At("a.xmp"));
        (await _library.ScanAsync(folder, unasked: true)).FoundNothingToDo.ShouldBeFalse();
        (await ValuesOfAsync("a.png")).Title.ShouldBeNull();

        (decodes.Count, _library.Analyzer.Analyzed).ShouldBe((0, analyses));
    }

    [Fact]
    public async Task A_sidecar_that_cannot_be_read_is_named_and_the_picture_is_shown_without_it()
    {
        _library.Folder.AddPicture("a.png");
        _library.Folder.AddPicture("b.png", 2);
        _library.Folder.AddPicture("c.png", 3);
        _library.Folder.AddFile("a.xmp", "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>"u8.ToArray());
        _library.Folder.AddFile("b.xmp", new byte[5 << 20]);
        await _library.Folder.ShellAsync("ln -s /etc/passwd c.xmp");
        var folder = await _library.AddFolderAsync();

        await _library.ScanAsync(folder);

        (await _library.FilesAsync()).Values.ShouldAllBe(file => file.State == ImageFileState.Ready);
        var sidecars = await SidecarsAsync();
        sidecars.Select(row => (row.Name, row.ErrorCode)).ShouldBe([("a.xmp", ErrorCatalogue.SidecarInvalid.Code), ("b.xmp", ErrorCatalogue.SidecarTooLarge.Code)]);

        _library.Folder.AddFile("a.xmp", Sidecar("mended"));
        await _library.ScanAsync(folder);
        (await ValuesOfAsync("a.png")).Title.ShouldBe("mended");
    }

    [Fact]
    public async Task A_moved_picture_takes_its_sidecar_along()
    {
        _library.Folder.AddPicture("a.png");
        _library.Folder.AddFile("a.png.xmp", Sidecar("kept"));
        var folder = await _library.AddFolderAsync();
        await _library.ScanAsync(folder);
        var image = (await ImageOfAsync("a.png")).Id;

        await _library.Folder.ShellAsync("mkdir there && mv a.png a.png.xmp there/");
        await _library.ScanAsync(folder);

        (await ImageOfAsync("there/a.png")).Id.ShouldBe(image);
        (await ValuesOfAsync("there/a.png")).Title.ShouldBe("kept");
        (await SidecarsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_sidecar_in_a_folder_of_ones_own_does_not_speak_where_the_picture_is_shared_elsewhere()
    {
        _library.Folder.AddPicture("own/a.png");
        _library.Folder.AddPicture("shared/copy.png");
        _library.Folder.AddFile("own/a.xmp", Sidecar("a secret"));
        var owner = await _library.AddUserAsync();
        var own = await _library.AddFolderAsync(owner, _library.Folder.At("own"));
        var shared = await _library.AddFolderAsync(owner, _library.Folder.At("shared"));
        await _library.ScanAsync(own);
        await _library.ScanAsync(shared);
        (await ValuesOfAsync("a.png")).Title.ShouldBe("a secret");

        await ShareAsync(shared, isShared: true);
        (await ValuesOfAsync("a.png")).Title.ShouldBeNull();
        await _library.ScanAsync(own);
        (await ValuesOfAsync("a.png")).Title.ShouldBeNull();

        await ShareAsync(shared, isShared: false);
        (await ValuesOfAsync("a.png")).Title.ShouldBe("a secret");
    }

    [Fact]
    public async Task Metadata_of_an_earlier_version_is_read_again_without_decoding()
    {
        _library.Folder.AddFile("a.jpg", Asset("xmp.jpg"));
        var folder = await _library.AddFolderAsync();
        await _library.ScanAsync(folder);
        await _library.Database.WriteAsync(
            async (db, token) =>
            {
                await db.Set<DerivationRow>().Where(row => row.Kind == "metadata").ExecuteUpdateAsync(set => set.SetProperty(row => row.Version, "1"), token);
                await db.Set<ContentDescriptionRow>().ExecuteDeleteAsync(token);
                await db.Set<ImageValuesRow>().ExecuteUpdateAsync(set => set.SetProperty(row => row.Title, (string?)null), token);
            },
            CancellationToken.None);
        using var decodes = new Decodes();

        await _library.ScanAsync(folder);

        decodes.Count.ShouldBe(0);
        (await ValuesOfAsync("a.jpg")).Title.ShouldBe("Morning at the lake");
    }

    private const ValueSource S = ValueSource.Sidecar;

    private Task ShareAsync(FolderRow folder, bool isShared)
        => _library.Database.WriteAsync(
            async (db, token) =>
            {
                await db.Set<FolderShareRow>().ExecuteDeleteAsync(token);
                if (isShared)
                {
                    db.Add(new FolderShareRow { FolderId = folder.Id, Access = FolderAccess.View, CreatedAt = DateTimeOffset.UnixEpoch });
                    await db.SaveChangesAsync(token);
                }

                await db.PublishAsync(new FolderSharesChanged(folder.Id), token);
            },
            CancellationToken.None);

    private async Task<ImageRow> ImageOfAsync(string path)
    {
        await using var db = _library.Database.Read();
        return await db.Set<ImageFileRow>().Where(file => file.RelativePath == path).Join(db.Set<ImageRow>(), file => file.ImageId, image => image.Id, (_, image) => image).SingleAsync();
    }

    private async Task<ImageValuesRow> ValuesOfAsync(string path)
    {
        var image = await ImageOfAsync(path);
        await using var db = _library.Database.Read();
        return await db.Set<ImageValuesRow>().SingleAsync(values => values.ImageId == image.Id);
    }

    private async Task<List<SidecarRow>> SidecarsAsync()
    {
        await using var db = _library.Database.Read();
        return await db.Set<SidecarRow>().OrderBy(row => row.Name).ToListAsync();
    }

    private static byte[] Asset(string name) => File.ReadAllBytes(Path.Combine(Repository.Root, "tests/assets/metadata", name));

    private static byte[] Sidecar(string title, string? date = null) => Encoding.UTF8.GetBytes(
        $"""
        <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:exif="http://ns.adobe.com/exif/1.0/"{(date is null ? "" : $" exif:DateTimeOriginal=\"{date}\"")}>
        <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta>
        """);
}
