using Limner.Library.Folders;
using Limner.Library.Watching;
using Limner.Testing;

namespace Limner.Library.Tests.Watching;

public sealed class SettlingFilesTests : IDisposable
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeClock _clock = new();

    [Fact]
    public void A_file_comes_to_rest_when_its_size_and_time_have_stayed_the_same()
    {
        var settling = Make();
        var path = Write("a.jpg", 10);
        Note(settling, path);
        settling.Contains("a.jpg").ShouldBeTrue();
        settling.Look().ShouldBeFalse();

        _clock.Advance(Rest / 2);
        File.AppendAllText(path, "more");
        settling.Look().ShouldBeFalse();
        _clock.Advance(Rest * 0.9);
        settling.Look().ShouldBeFalse();
        settling.Contains("a.jpg").ShouldBeTrue();

        _clock.Advance(Rest * 0.1);
        settling.Look().ShouldBeTrue();
        settling.IsEmpty.ShouldBeTrue();
        settling.Contains("a.jpg").ShouldBeFalse();
        settling.Look().ShouldBeFalse();
    }

    [Fact]
    public void What_lies_in_a_new_directory_is_listed_at_once()
    {
        var settling = Make();
        Write("new/a.jpg", 1);
        Write("new/deep/er/b.png", 1);
        Write("new/notes.txt", 1);
        Write("new/.hidden/c.jpg", 1);
        Note(settling, _directory.Combine("new"));
        settling.Contains("new/a.jpg").ShouldBeTrue();
        settling.Contains("new/deep/er/b.png").ShouldBeTrue();
        settling.Contains("new/notes.txt").ShouldBeFalse();
        settling.Contains("new/.hidden/c.jpg").ShouldBeFalse();
    }

    [Theory]
    [InlineData("notes.txt")]
    [InlineData(".hidden.jpg")]
    [InlineData("@eaDir/a.jpg")]
    [InlineData("private/deep/a.jpg")]
    public void What_no_scan_would_read_is_not_waited_for(string relative)
    {
        var settling = Make(exclude: "private");
        Note(settling, Write(relative, 1));
        settling.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Below_a_folder_that_is_scanned_alone_nothing_is_waited_for()
    {
        var settling = Make(recursive: false);
        Note(settling, Write("sub/a.jpg", 1));
        Note(settling, _directory.Combine("sub"));
        settling.IsEmpty.ShouldBeTrue();
        Note(settling, Write("a.jpg", 1));
        settling.IsEmpty.ShouldBeFalse();
    }

    [Fact]
    public void Something_that_is_gone_comes_to_rest_too()
    {
        var settling = Make();
        Note(settling, _directory.Combine("gone"));
        settling.IsEmpty.ShouldBeFalse();
        _clock.Advance(Rest);
        settling.Look().ShouldBeTrue();
    }

    [Fact]
    public void Of_more_than_can_be_followed_it_is_waited_until_no_more_are_heard_of()
    {
        var settling = Make(limit: 2);
        Note(settling, Write("a.jpg", 1), Write("b.jpg", 1), Write("c.jpg", 1));
        settling.Contains("c.jpg").ShouldBeFalse();
        _clock.Advance(Rest / 2);
        settling.Track(new Noted([], More: true, Failure: null));
        _clock.Advance(Rest / 2);
        settling.Look().ShouldBeTrue("two of them have rested");
        settling.IsEmpty.ShouldBeFalse();
        _clock.Advance(Rest / 2);
        settling.Look().ShouldBeTrue();
        settling.IsEmpty.ShouldBeTrue();
    }

    public void Dispose() => _directory.Dispose();

    private static void Note(SettlingFiles settling, params string[] paths) => settling.Track(new Noted(paths, More: false, Failure: null));

    private SettlingFiles Make(bool recursive = true, int limit = 100, params string[] exclude)
        => new(_directory.FullName, recursive, new ExcludeGlobs(exclude), Rest, _clock, limit);

    private string Write(string relative, int bytes)
    {
        var path = _directory.Combine(relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, new byte[bytes]);
        return path;
    }
}
