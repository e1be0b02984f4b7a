using Limner.Kernel.Errors;
using Limner.Testing;

namespace Limner.Library.Tests.Scanning;

public sealed class SwappedDirectoryTests
{
    private const int Swaps = 300;
    private const int MinScans = 4;

    [Fact]
    public async Task A_directory_that_is_swapped_for_a_link_during_scans_shows_nothing_of_the_outside()
    {
        using var outside = new TemporaryDirectory();
        await using var library = await Library.StartAsync();
        for (var i = 0; i < 40; i++)
        {
            library.Folder.AddPicture($"swapped/{i}.png", i);
        }

        var planted = new PictureFolder(outside.FullName);
        for (var i = 0; i < 40; i++)
        {
            // Some under names that lie inside too, some under names that only the outside has.
            planted.AddPicture(i % 2 == 0 ? $"{i}.png" : $"outside-{i}.png", 1000 + i);
        }

        var directory = library.Folder.At("swapped");
        var aside = library.Folder.At(".aside");
        var folder = await library.AddFolderAsync();
        var swapping = Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < Swaps; i++)
                {
                    Directory.Move(directory, aside);
                    Directory.CreateSymbolicLink(directory, outside.FullName);
                    Thread.SpinWait(20_000);
                    Directory.Delete(directory);
                    Directory.Move(aside, directory);
                    Thread.SpinWait(20_000);
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        for (var scans = 0; scans < MinScans || !swapping.IsCompleted; scans++)
        {
            await library.ScanAsync(folder, retryFailed: true);
        }

        await swapping;
        await library.ScanAsync(folder, retryFailed: true);

        var inside = Directory.GetFiles(directory).Select(Hash).ToHashSet();
        (await library.ContentsAsync()).Select(content => content.Sha256).ShouldAllBe(hash => inside.Contains(hash));
        var files = await library.FilesAsync();
        files.Keys.ShouldNotContain(path => path.Contains("outside-"));
        files.Values.Count(file => file.State == ImageFileState.Ready).ShouldBe(40);
    }

    [Fact]
    public async Task A_directory_swapped_between_being_seen_and_being_listed_is_refused()
    {
        using var outside = new TemporaryDirectory();
        using var root = new TemporaryDirectory();
        Directory.CreateDirectory(root.Combine("a"));
        Directory.CreateDirectory(root.Combine("b"));
        await File.WriteAllTextAsync(root.Combine("first.png"), "");
        await File.WriteAllTextAsync(outside.Combine("secret.png"), "");
        var walker = new Limner.Library.Scanning.FolderWalker(Limner.Library.Folders.CanonicalPath.Of(root.FullName), recursive: true, new Limner.Library.Folders.ExcludeGlobs([]));
        var found = new List<(string Path, string? Code)>();
        foreach (var entry in walker.Walk(CancellationToken.None))
        {
            found.Add((entry.RelativePath, entry.Refusal?.Error.Code));
            if (entry.RelativePath == "first.png")
            {
                // The root has been listed, its directories have not.
                Directory.Delete(root.Combine("a"));
                Directory.CreateSymbolicLink(root.Combine("a"), outside.FullName);
            }
        }

        found.ShouldBe([("first.png", null), ("a", ErrorCatalogue.PathOutsideRoot.Code)]);
        walker.Unlisted.ShouldBe(["a"]);
    }

    private static string Hash(string path) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)));
}
