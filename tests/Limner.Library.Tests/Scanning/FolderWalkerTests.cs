using Limner.Kernel.Errors;
using Limner.Library.Folders;
using Limner.Library.Images;
using Limner.Library.Scanning;
using Limner.Testing;

namespace Limner.Library.Tests.Scanning;

public sealed class FolderWalkerTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _temporary = new();
    private readonly PictureFolder _folder;

    public FolderWalkerTests()
    {
        File.SetUnixFileMode(_temporary.FullName, Permissions.EverybodyReads);
        _folder = new PictureFolder(Directory.CreateDirectory(_temporary.Combine("root")).FullName);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => PictureFolder.RemoveAsync(_temporary.FullName);

    [Fact]
    public void Pictures_are_found_by_name_wherever_they_lie()
    {
        _folder.AddPicture("b.png");
        _folder.AddPicture("a/deep/down/A.JPEG");
        _folder.AddFile("notes.txt", [1]);
        Walk().Select(entry => entry.RelativePath).ShouldBe(["b.png", "a/deep/down/A.JPEG"]);
    }

    [Fact]
    public void Without_recursion_only_the_folder_itself_is_looked_at()
    {
        _folder.AddPicture("b.png");
        _folder.AddPicture("a/c.png");
        Walk(recursive: false).Select(entry => entry.RelativePath).ShouldBe(["b.png"]);
    }

    [Fact]
    public void Hidden_and_system_entries_are_left_out()
    {
        foreach (var path in new[] { ".hidden.jpg", ".thumbnails/a.jpg", "@eaDir/a.jpg", "$RECYCLE.BIN/a.jpg", "#recycle/a.jpg", "._a.jpg", "lost+found/a.jpg" })
        {
            _folder.AddPicture(path);
        }

        Walk().ShouldBeEmpty();
    }

    [Fact]
    public void Excluded_files_and_directories_are_left_out()
    {
        _folder.AddPicture("keep/a.png");
        _folder.AddPicture("keep/a.tmp.png");
        _folder.AddPicture("private/deep/b.png");
        Walk(exclude: ["*.tmp.png", "private"]).Select(entry => entry.RelativePath).ShouldBe(["keep/a.png"]);
    }

    [Theory]
    [InlineData("a.svg", "file_refused")]
    [InlineData("a.JXL", "file_format_unsupported")]
    [InlineData("a.psd", "file_format_unsupported")]
    public void Pictures_of_formats_that_are_not_read_are_named_with_their_reason(string name, string code)
    {
        _folder.AddFile(name, [1, 2, 3]);
        Walk().Single().Refusal!.Error.Code.ShouldBe(code);
    }

    [Theory]
    [InlineData("new\nline.png")]
    [InlineData("it's \"quoted\" $(x).png")]
    [InlineData("고양이 😺.png")]
    [InlineData("back\\slash.png")]
    [InlineData(" leading and trailing .png")]
    [InlineData("'; DROP TABLE images; --.png")]
    public void Any_name_is_found_as_it_is(string name)
    {
        var full = _folder.AddPicture(name);
        var found = Walk().Single();
        found.RelativePath.ShouldBe(name);
        found.Refusal.ShouldBeNull();
        found.Size.ShouldBe(new FileInfo(full).Length);
    }

    [Fact]
    public async Task Names_that_are_not_UTF8_are_each_listed_with_that_reason()
    {
        await _folder.ShellAsync("printf x > $'caf\\xe9.jpg'; printf x > $'caf\\xe8.jpg'; mkdir $'d\\xff' $'d\\xfe'; printf x > $'d\\xff/a.jpg'; printf x > fine.jpg");
        var found = Walk();
        found.Count.ShouldBe(5);
        found.Count(entry => entry.Refusal?.Error == ErrorCatalogue.FileNameInvalid).ShouldBe(4);
        found.Select(entry => entry.RelativePath).Distinct().Count().ShouldBe(5);
    }

    [Fact]
    public async Task A_time_that_no_calendar_has_keeps_no_file_out()
    {
        // Most file systems on disk cut such times; the one in memory keeps them.
        var folder = new PictureFolder(Directory.CreateDirectory($"/dev/shm/limner-{Guid.NewGuid():n}").FullName);
        try
        {
            folder.AddPicture("a.png");
            await folder.ShellAsync("touch -d @300000000000 a.png");
            var found = new FolderWalker(folder.Path, recursive: true, new ExcludeGlobs([])).Walk(CancellationToken.None).Single();
            found.ModifiedAt.ShouldBe(DateTimeOffset.UnixEpoch);
            using var bytes = new OriginalFiles().Read(folder.Path, "a.png", 1 << 20, CancellationToken.None);
            bytes.ModifiedAt.ShouldBe(found.ModifiedAt);
        }
        finally
        {
            Directory.Delete(folder.Path, recursive: true);
        }
    }

    [Fact]
    public void A_name_with_the_replacement_character_itself_is_an_ordinary_name()
    {
        _folder.AddPicture("a\uFFFDb.png");
        Walk().Single().Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task Names_that_only_read_alike_do_not_hide_each_other()
    {
        await _folder.ShellAsync("printf x > $'a\\xff.jpg'; printf x > $'a\\xef\\xbf\\xbd.jpg'; mkdir $'d\\xff' $'d\\xef\\xbf\\xbd'; printf x > $'d\\xef\\xbf\\xbd/b.jpg'; ln -s . $'l\\xfe'; ln -s . $'l\\xff'");
        var found = Walk();
        found.Select(entry => entry.RelativePath).Distinct().Count().ShouldBe(found.Count);
        found.Count(entry => entry.Refusal is null).ShouldBe(2);
    }

    [Fact]
    public void A_link_back_up_is_a_loop_and_is_not_followed()
    {
        _folder.AddPicture("a/b/c.png");
        Directory.CreateSymbolicLink(_folder.At("a/b/up"), "../..");
        Directory.CreateSymbolicLink(_folder.At("a/self"), ".");
        var found = Walk();
        found.Select(entry => entry.RelativePath).ShouldBe(["a/self", "a/b/up", "a/b/c.png"], ignoreOrder: true);
        found.Where(entry => entry.Refusal?.Error == ErrorCatalogue.DirectoryLoop).Select(entry => entry.RelativePath).ShouldBe(["a/self", "a/b/up"], ignoreOrder: true);
    }

    [Fact]
    public void Two_directories_that_link_to_each_other_are_listed_once()
    {
        _folder.AddPicture("a/a.png");
        _folder.AddPicture("b/b.png");
        Directory.CreateSymbolicLink(_folder.At("a/to b"), "../b");
        Directory.CreateSymbolicLink(_folder.At("b/to a"), "../a");
        Walk().Select(entry => entry.RelativePath).ShouldBe(["a/a.png", "b/b.png"]);
    }

    [Fact]
    public void A_link_out_of_the_folder_is_refused_be_it_to_a_directory_or_a_file()
    {
        Directory.CreateDirectory(_temporary.Combine("outside"));
        File.WriteAllBytes(_temporary.Combine("outside", "secret.jpg"), [1]);
        Directory.CreateSymbolicLink(_folder.At("directory"), _temporary.Combine("outside"));
        File.CreateSymbolicLink(_folder.At("file.jpg"), _temporary.Combine("outside", "secret.jpg"));
        var found = Walk();
        found.Select(entry => entry.RelativePath).ShouldBe(["directory", "file.jpg"], ignoreOrder: true);
        found.ShouldAllBe(entry => entry.Refusal!.Error == ErrorCatalogue.PathOutsideRoot);
    }

    [Fact]
    public void A_link_to_a_file_inside_is_read_like_the_file()
    {
        var full = _folder.AddPicture("a.png");
        File.CreateSymbolicLink(_folder.At("b.png"), "a.png");
        var link = Walk().Single(entry => entry.RelativePath == "b.png");
        link.Refusal.ShouldBeNull();
        link.Size.ShouldBe(new FileInfo(full).Length);
    }

    [Fact]
    public void Links_that_lead_nowhere_are_named()
    {
        File.CreateSymbolicLink(_folder.At("dangling.jpg"), "absent.jpg");
        File.CreateSymbolicLink(_folder.At("circle.jpg"), "circle.jpg");
        Walk().Select(entry => entry.Refusal!.Error).ShouldBe([ErrorCatalogue.FileMissing, ErrorCatalogue.FileMissing]);
    }

    [Fact]
    public void A_directory_that_may_not_be_entered_is_named_and_the_others_are_listed()
    {
        _folder.AddPicture("closed/a.png");
        _folder.AddPicture("open/b.png");
        File.SetUnixFileMode(_folder.At("closed"), UnixFileMode.None);
        var walker = Walker();
        var found = Permissions.AsNobody(() => walker.Walk(CancellationToken.None).ToList());
        found.Select(entry => (entry.RelativePath, entry.Refusal?.Error)).ShouldBe([("closed", ErrorCatalogue.DirectoryUnreadable), ("open/b.png", null)]);
        walker.Unlisted.ShouldBe(["closed"]);
        File.SetUnixFileMode(_folder.At("closed"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task A_tree_deeper_than_paths_may_be_long_ends_in_a_name()
    {
        await _folder.ShellAsync("name=$(printf 'd%.0s' {1..200}); for i in {1..25}; do mkdir $name && cd $name && printf x > a.jpg; done");
        var found = Walk();
        found.ShouldContain(entry => entry.Refusal == null);
        found.ShouldContain(entry => entry.Refusal != null && (entry.Refusal.Error == ErrorCatalogue.DirectoryUnreadable || entry.Refusal.Error == ErrorCatalogue.FileUnreadable));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_missing()
    {
        Directory.Delete(_folder.Path);
        Should.Throw<LimnerException>(() => Walk()).Failure.Error.ShouldBe(ErrorCatalogue.FolderNotFound);
    }

    [Fact]
    public void A_folder_that_vanishes_while_it_is_listed_is_missing()
    {
        _folder.AddPicture("a/a.png");
        _folder.AddPicture("b.png");
        using var entries = Walker().Walk(CancellationToken.None).GetEnumerator();
        entries.MoveNext().ShouldBeTrue();
        Directory.Delete(_folder.Path, recursive: true);
        Should.Throw<LimnerException>(() => entries.MoveNext()).Failure.Error.ShouldBe(ErrorCatalogue.FolderNotFound);
    }

    private FolderWalker Walker(bool recursive = true, params string[] exclude) => new(CanonicalPath.Of(_folder.Path), recursive, new ExcludeGlobs(exclude));

    private List<FoundEntry> Walk(bool recursive = true, params string[] exclude) => [.. Walker(recursive, exclude).Walk(CancellationToken.None)];
}
