using Limner.Kernel.Errors;
using Limner.Library.Folders;
using Limner.Storage;
using Limner.Testing;
using Microsoft.Extensions.Options;

namespace Limner.Library.Tests.Folders;

public sealed class FolderPathTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();
    private readonly FolderPathPolicy _policy;

    public FolderPathTests()
    {
        Directory.CreateDirectory(_temporary.Combine("data", "inside"));
        Directory.CreateDirectory(_temporary.Combine("pictures"));
        _policy = new FolderPathPolicy(Options.Create(new StorageOptions { DataDir = _temporary.Combine("data") }));
    }

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData("/")]
    [InlineData("/proc")]
    [InlineData("/proc/self")]
    [InlineData("/sys")]
    [InlineData("/dev")]
    [InlineData("/dev/shm")]
    [InlineData("/etc")]
    [InlineData("/etc/../etc")]
    [InlineData("/usr")]
    public void A_system_directory_is_forbidden(string path) => Refusal(path).ShouldBe(ErrorCatalogue.FolderForbidden);

    [Theory]
    [InlineData("data")]
    [InlineData("data/inside")]
    [InlineData("")]
    public void The_data_directory_and_what_holds_it_are_forbidden(string relative)
        => Refusal(_temporary.Combine(relative)).ShouldBe(ErrorCatalogue.FolderForbidden);

    [Fact]
    public void A_link_to_a_forbidden_directory_is_forbidden()
    {
        Directory.CreateSymbolicLink(_temporary.Combine("link"), "/etc");
        Refusal(_temporary.Combine("link")).ShouldBe(ErrorCatalogue.FolderForbidden);
    }

    [Fact]
    public void A_linked_root_is_known_by_its_target()
    {
        Directory.CreateSymbolicLink(_temporary.Combine("alias"), "pictures");
        _policy.Resolve(_temporary.Combine("alias") + "/").ShouldBe(_policy.Resolve(_temporary.Combine("pictures")));
    }

    [Fact]
    public void What_is_not_there_is_missing() => Refusal(_temporary.Combine("absent")).ShouldBe(ErrorCatalogue.FolderNotFound);

    [Fact]
    public void Links_in_a_circle_are_missing()
    {
        Directory.CreateSymbolicLink(_temporary.Combine("circle"), "circle");
        Refusal(_temporary.Combine("circle")).ShouldBe(ErrorCatalogue.FolderNotFound);
    }

    [Fact]
    public void A_file_is_no_folder()
    {
        File.WriteAllText(_temporary.Combine("file"), "text");
        Refusal(_temporary.Combine("file")).ShouldBe(ErrorCatalogue.FolderNotFound);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("pictures")]
    [InlineData("./pictures")]
    [InlineData("/tmp/\0")]
    public void Only_full_paths_are_taken(string? path) => Refusal(path).ShouldBe(ErrorCatalogue.Validation);

    [Fact]
    public void A_directory_that_may_not_be_read_is_unreadable()
    {
        File.SetUnixFileMode(_temporary.FullName, Permissions.EverybodyReads);
        File.SetUnixFileMode(_temporary.Combine("pictures"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Permissions.AsNobody(() => Environment.IsPrivilegedProcess ? FolderPathPolicy.Inspect(_temporary.Combine("pictures")) : FolderState.Unreadable).ShouldBe(FolderState.Unreadable);
    }

    [Fact]
    public void Links_in_a_circle_end_in_an_error()
    {
        File.CreateSymbolicLink(_temporary.Combine("a"), "b");
        File.CreateSymbolicLink(_temporary.Combine("b"), "a");
        Should.Throw<IOException>(() => CanonicalPath.Of(_temporary.Combine("a")));
    }

    [Theory]
    [InlineData("/a/b", "/a/b", true)]
    [InlineData("/a/b", "/a/b/c", true)]
    [InlineData("/a/b/c", "/a/b", true)]
    [InlineData("/a/b", "/a/bc", false)]
    [InlineData("/", "/a", true)]
    public void Overlap_is_by_whole_components(string one, string other, bool expected) => CanonicalPath.Overlap(one, other).ShouldBe(expected);

    private ErrorDefinition Refusal(string? path) => Should.Throw<LimnerException>(() => _policy.Resolve(path)).Failure.Error;
}
