using System.Diagnostics;
using Limner.Kernel.Errors;
using Limner.Safety.Paths;
using Limner.Testing;

namespace Limner.Safety.Tests.Paths;

public sealed class RootedFilesTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();
    private readonly string _root;
    private readonly RootedFiles _files;

    public RootedFilesTests()
    {
        _root = Directory.CreateDirectory(_temporary.Combine("root")).FullName;
        Directory.CreateDirectory(Path.Combine(_root, "sub"));
        File.WriteAllText(Path.Combine(_root, "sub", "inside.txt"), "inside");
        File.WriteAllText(_temporary.Combine("outside.txt"), "outside");
        _files = new RootedFiles(_root);
    }

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData("plain.jpg")]
    [InlineData("two\nlines.jpg")]
    [InlineData("it's \"quoted\" $(touch x); `y`.jpg")]
    [InlineData("고양이 😺.jpg")]
    [InlineData("-rf.jpg")]
    [InlineData("back\\slash.jpg")]
    public void A_file_of_any_name_is_opened(string name)
    {
        File.WriteAllText(Path.Combine(_root, name), name);
        Read(name).ShouldBe(name);
    }

    [Theory]
    [InlineData("../outside.txt")]
    [InlineData("sub/../../outside.txt")]
    [InlineData("/etc/passwd")]
    public void A_path_that_leads_out_is_refused(string path) => Refused(path).ShouldBe(ErrorCatalogue.PathOutsideRoot);

    [Fact]
    public void A_link_to_a_file_outside_is_refused()
    {
        File.CreateSymbolicLink(Path.Combine(_root, "link.txt"), _temporary.Combine("outside.txt"));
        Refused("link.txt").ShouldBe(ErrorCatalogue.PathOutsideRoot);
    }

    [Fact]
    public void A_directory_on_the_way_that_is_a_link_outside_is_refused()
    {
        Directory.CreateSymbolicLink(Path.Combine(_root, "up"), "..");
        Refused("up/outside.txt").ShouldBe(ErrorCatalogue.PathOutsideRoot);
    }

    [Fact]
    public void A_sibling_whose_name_begins_like_the_root_is_outside()
    {
        Directory.CreateDirectory(_root + "-other");
        File.WriteAllText(_root + "-other/file.txt", "other");
        File.CreateSymbolicLink(Path.Combine(_root, "link.txt"), _root + "-other/file.txt");
        Refused("link.txt").ShouldBe(ErrorCatalogue.PathOutsideRoot);
    }

    [Fact]
    public void Links_that_stay_inside_are_followed()
    {
        File.CreateSymbolicLink(Path.Combine(_root, "relative.txt"), "sub/inside.txt");
        File.CreateSymbolicLink(Path.Combine(_root, "absolute.txt"), Path.Combine(_root, "sub", "inside.txt"));
        Read("relative.txt").ShouldBe("inside");
        Read("absolute.txt").ShouldBe("inside");
    }

    [Fact]
    public void A_root_that_is_itself_a_link_is_followed()
    {
        Directory.CreateSymbolicLink(_temporary.Combine("alias"), _root);
        using var stream = new RootedFiles(_temporary.Combine("alias")).OpenRead("sub/inside.txt");
        new StreamReader(stream).ReadToEnd().ShouldBe("inside");
    }

    [Fact]
    public void Links_in_a_circle_are_a_loop()
    {
        File.CreateSymbolicLink(Path.Combine(_root, "a"), "b");
        File.CreateSymbolicLink(Path.Combine(_root, "b"), "a");
        Refused("a").ShouldBe(ErrorCatalogue.DirectoryLoop);
    }

    [Theory]
    [InlineData("absent.jpg")]
    [InlineData("sub/inside.txt/deeper")]
    [InlineData("nul\0.jpg")]
    public void What_is_not_there_is_missing(string path) => Refused(path).ShouldBe(ErrorCatalogue.FileMissing);

    [Fact]
    public void A_dangling_link_is_missing()
    {
        File.CreateSymbolicLink(Path.Combine(_root, "dangling"), "nowhere");
        Refused("dangling").ShouldBe(ErrorCatalogue.FileMissing);
    }

    [Fact]
    public void A_folder_that_vanished_is_missing_itself()
    {
        Directory.Delete(_root, recursive: true);
        Refused("sub/inside.txt").ShouldBe(ErrorCatalogue.FolderNotFound);
    }

    [Fact]
    public async Task A_pipe_is_refused_without_waiting_for_its_other_end()
    {
        await Process.Start("mkfifo", [Path.Combine(_root, "pipe")]).WaitForExitAsync();
        Refused("pipe").ShouldBe(ErrorCatalogue.FileRefused);
    }

    [Fact]
    public void A_directory_is_refused() => Refused("sub").ShouldBe(ErrorCatalogue.FileRefused);

    [Fact]
    public void A_device_behind_a_link_is_outside()
    {
        File.CreateSymbolicLink(Path.Combine(_root, "zero"), "/dev/zero");
        Refused("zero").ShouldBe(ErrorCatalogue.PathOutsideRoot);
    }

    [Fact]
    public void Nothing_stays_open_after_refusals_and_reads()
    {
        File.CreateSymbolicLink(Path.Combine(_root, "link.txt"), _temporary.Combine("outside.txt"));
        Read("sub/inside.txt");
        for (var i = 0; i < 50; i++)
        {
            Refused("link.txt");
            Read("sub/inside.txt");
        }

        // Other tests of this process may hold a few descriptors of their own.
        Directory.GetFileSystemEntries("/proc/self/fd").Count(entry => new FileInfo(entry).LinkTarget?.StartsWith(_temporary.FullName, StringComparison.Ordinal) == true).ShouldBe(0);
    }

    /// <summary>One thread swaps a file for a link to the outside as fast as it can; no read ever sees the outside.</summary>
    [Fact]
    public async Task A_name_that_changes_its_meaning_between_check_and_use_gains_nothing()
    {
        var path = Path.Combine(_root, "swapped.txt");
        var inside = Path.Combine(_root, "sub", "inside.txt");
        File.CreateSymbolicLink(path, inside);
        using var stop = new CancellationTokenSource();
        var swapper = Task.Run(() =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var next = Path.Combine(_root, $"next{i % 2}");
                File.CreateSymbolicLink(next, i % 2 == 0 ? _temporary.Combine("outside.txt") : inside);
                File.Move(next, path, overwrite: true);
            }
        });

        var (read, refused) = (0, 0);
        for (var i = 0; i < 200_000 && (read < 200 || refused < 200); i++)
        {
            try
            {
                Read("swapped.txt").ShouldBe("inside");
                read++;
            }
            catch (LimnerException exception)
            {
                exception.Failure.Error.ShouldBe(ErrorCatalogue.PathOutsideRoot);
                refused++;
            }
        }

        await stop.CancelAsync();
        await swapper;
        read.ShouldBeGreaterThan(0);
        refused.ShouldBeGreaterThan(0);
    }

    private string Read(string path)
    {
        using var stream = _files.OpenRead(path);
        return new StreamReader(stream).ReadToEnd();
    }

    private ErrorDefinition Refused(string path) => Should.Throw<LimnerException>(() => _files.OpenRead(path).Dispose()).Failure.Error;
}
