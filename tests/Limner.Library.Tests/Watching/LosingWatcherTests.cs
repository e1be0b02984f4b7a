using Limner.Library.Watching;
using Limner.Testing.Pictures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit.Abstractions;

namespace Limner.Library.Tests.Watching;

/// <summary>
/// The ways in which FileSystemWatcher is known to lose events on Linux (docs/decisions/0011), one by one, with real files and by the real clock: at a rescan
/// interval of 30 seconds everything is indexed within a minute of the last byte.
/// </summary>
[Trait("run", "full")]
public sealed class LosingWatcherTests(ITestOutputHelper output)
{
    private const int Files = 2000;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public Task A_copied_tree() => IndexAllAsync(new FileSystemEvents(), (folder, tree) => folder.ShellAsync($"cp -r '{tree}' copied"));

    [Fact]
    public Task A_directory_moved_in() => IndexAllAsync(new FileSystemEvents(), (folder, tree) => folder.ShellAsync($"mv '{tree}' moved"));

    [Fact]
    public Task A_handler_that_takes_its_time() => IndexAllAsync(new SlowEvents(), (folder, tree) => folder.ShellAsync($"cp -r '{tree}' copied"));

    [Fact]
    public Task The_limit_of_watches_reached() => IndexAllAsync(new NoMoreWatches(), (folder, tree) => folder.ShellAsync($"cp -r '{tree}' copied"));

    private async Task IndexAllAsync(IFolderEvents events, Func<PictureFolder, string, Task> bringAsync)
    {
        await using var library = await Library.StartAsync(
            null, services => services.Replace(ServiceDescriptor.Singleton(events)), ("library:rescan_minutes", "0.5"));
        var folder = await library.AddFolderAsync();
        var tree = Path.Join(Path.GetDirectoryName(library.Folder.Path), "tree");
        for (var number = 0; number < Files; number++)
        {
            var directory = Directory.CreateDirectory(Path.Join(tree, $"{number / 50}", "inside")).FullName;

            // Few different bytes: what is tested is whether each file is found, not how fast pictures are decoded.
            await File.WriteAllBytesAsync(Path.Join(directory, $"{number}.png"), ManyPictures.Gradient(number % 50, 8, 8));
        }

        await library.RunAsync();
        await UntilAsync(async () => (await FolderAsync(library, folder.Id)).LastScanAt is not null);

        var start = TimeProvider.System.GetTimestamp();
        await bringAsync(library.Folder, tree);
        var brought = TimeProvider.System.GetElapsedTime(start);
        await UntilAsync(async () => await ReadyAsync(library) == Files);
        var took = TimeProvider.System.GetElapsedTime(start) - brought;
        output.WriteLine($"{Files} files in {Files / 50} directories, brought in {brought.TotalSeconds:F1} s, all indexed {took.TotalSeconds:F1} s later");
        took.ShouldBeLessThan(Minute);
    }

    private static async Task<int> ReadyAsync(Library library)
    {
        await using var db = library.Database.Read();
        return await db.Set<ImageFileRow>().CountAsync(file => file.State == ImageFileState.Ready);
    }

    private static async Task<FolderRow> FolderAsync(Library library, long id)
    {
        await using var db = library.Database.Read();
        return await db.Set<FolderRow>().SingleAsync(folder => folder.Id == id);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(3 * Minute);
        while (!await condition())
        {
            limit.IsCancellationRequested.ShouldBeFalse("It did not come to be.");
            await Task.Delay(50, CancellationToken.None);
        }
    }

    /// <summary>As the real ones, but whoever takes an event holds up those behind it.</summary>
    private sealed class SlowEvents : IFolderEvents
    {
        private static readonly TimeSpan Cost = TimeSpan.FromMilliseconds(2);

        public IDisposable Begin(string path, bool recursive, Action<string> noted, Action<Exception> failed)
            => new FileSystemEvents().Begin(
                path,
                recursive,
                changed =>
                {
                    var start = TimeProvider.System.GetTimestamp();
                    SpinWait.SpinUntil(() => TimeProvider.System.GetElapsedTime(start) > Cost);
                    noted(changed);
                },
                failed);
    }

    /// <summary>What the system says when the user's watches are used up.</summary>
    private sealed class NoMoreWatches : IFolderEvents
    {
        public IDisposable Begin(string path, bool recursive, Action<string> noted, Action<Exception> failed)
            => throw new IOException("The configured user limit (128) on the number of inotify watches has been reached.");
    }
}
