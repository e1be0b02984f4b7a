using Limner.Kernel.Errors;
using Limner.Library.Scanning;
using Limner.Storage;
using Limner.Testing;
using Limner.Testing.Pictures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Limner.Library.Tests.Scanning;

/// <summary>A real kill in the middle of a real decoding is in Limner.Recovery.Tests; here what a scan makes of the traces one leaves.</summary>
public sealed class PoisonTests
{
    [Fact]
    public void What_was_being_decoded_when_a_process_ended_is_known_to_the_next_and_what_was_finished_is_not()
    {
        using var directory = new TemporaryDirectory();
        var storage = Options.Create(new StorageOptions { DataDir = directory.FullName });
        using (var first = new ReadingJournal(storage))
        {
            first.Left.ShouldBeEmpty();
            first.Begin(7).Dispose();
            _ = first.Begin(8);
            _ = first.Begin(9);
        }

        using (var next = new ReadingJournal(storage))
        {
            next.Left.ShouldBe([8, 9], ignoreOrder: true);
            next.Forget();
        }

        using var last = new ReadingJournal(storage);
        last.Left.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_at_which_the_server_ended_three_times_is_left_alone_and_the_others_are_read()
    {
        await using var library = await Library.StartAsync();
        library.Folder.AddPicture("innocent.png", 1);
        library.Folder.AddPicture("poison.png", 2);
        var folder = await library.AddFolderAsync();
        await library.ScanAsync(folder);
        await SetAsync(library, "innocent.png", FileToRead.MaxAttempts - 1);
        await SetAsync(library, "poison.png", FileToRead.MaxAttempts);
        using var decodes = new Decodes();

        await library.ScanAsync(folder);

        var files = await library.FilesAsync();
        (files["poison.png"].State, files["poison.png"].ErrorCode).ShouldBe((ImageFileState.Failed, ErrorCatalogue.FileQuarantined.Code));
        (files["innocent.png"].State, files["innocent.png"].Attempts).ShouldBe((ImageFileState.Ready, 0));

        // Neither a scan that somebody asks for nor any other reads it again, until it has other bytes.
        await library.ScanAsync(folder, retryFailed: true);
        (await library.FilesAsync())["poison.png"].State.ShouldBe(ImageFileState.Failed);
        library.Folder.AddPicture("poison.png", 3);
        library.Folder.Touch("poison.png");
        await library.ScanAsync(folder);
        (await library.FilesAsync())["poison.png"].State.ShouldBe(ImageFileState.Ready);
    }

    [Fact]
    public async Task A_picture_that_takes_too_long_is_given_up_with_its_reason()
    {
        await using var library = await Library.StartAsync(null, ("library:decode_seconds", "0.1"));
        library.Folder.AddFile("slow.png", ManyPictures.Gradient(1, 9000, 9000));
        library.Folder.AddPicture("quick.png", 2);
        var folder = await library.AddFolderAsync();
        await library.ScanAsync(folder);
        var files = await library.FilesAsync();
        (files["slow.png"].State, files["slow.png"].ErrorCode).ShouldBe((ImageFileState.Failed, ErrorCatalogue.FileTimeout.Code));
        files["quick.png"].State.ShouldBe(ImageFileState.Ready);
    }

    [Fact]
    public async Task A_decoder_that_does_not_hear_is_left_to_itself()
    {
        var clock = new FakeClock();
        using var deadline = new DecodeDeadline(TimeSpan.FromMinutes(2), clock, CancellationToken.None);
        var stuck = new TaskCompletionSource<int>();
        var waiting = deadline.WaitAsync(stuck.Task);
        clock.Advance(TimeSpan.FromHours(1));
        waiting.IsCompleted.ShouldBeFalse("time that goes by before it begins is not its own");

        deadline.Begin();
        clock.Advance(TimeSpan.FromMinutes(2));
        deadline.Token.IsCancellationRequested.ShouldBeTrue();
        while (!waiting.IsCompleted)
        {
            // Until its timer stands, and then goes off.
            await Task.Yield();
            clock.Advance(DecodeDeadline.Grace);
        }

        (await Should.ThrowAsync<LimnerException>(() => waiting)).Failure.Error.ShouldBe(ErrorCatalogue.FileTimeout);
    }

    [Fact]
    public async Task A_file_that_is_written_while_it_is_read_is_recorded_as_it_was_at_one_moment_or_not_at_all()
    {
        await using var library = await Library.StartAsync();
        var path = library.Folder.AddPicture("a.png", 1);
        var folder = await library.AddFolderAsync();
        await library.ScanAsync(folder);
        var known = await library.ContentsAsync();
        var (one, two) = (ManyPictures.Gradient(1, 512, 512), ManyPictures.Gradient(2, 512, 512));
        var whole = new[] { one, two }.Select(Hash).ToList();
        var atOneMoment = StatesOf(await File.ReadAllBytesAsync(path), one, two);
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(() => WriteInHalves(path, one, two, stop.Token));

        for (var i = 0; i < 5; i++)
        {
            await library.ScanAsync(folder, retryFailed: true);
            (await library.ContentsAsync()).ShouldAllBe(content => content.Sha256 == known[0].Sha256 || atOneMoment.Contains(content.Sha256));
        }

        await stop.CancelAsync();
        await writing;
        await library.ScanAsync(folder, retryFailed: true);
        await library.ScanAsync(folder, retryFailed: true);

        (await library.FilesAsync())["a.png"].State.ShouldBe(ImageFileState.Ready);
        whole.ShouldContain((await library.ContentsAsync()).ShouldHaveSingleItem().Sha256);
    }

    /// <summary>In place and in three steps: at any moment the file may be half of each.</summary>
    private static void WriteInHalves(string path, byte[] one, byte[] two, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            var bytes = i % 2 == 0 ? one : two;
            file.SetLength(bytes.Length);
            file.Write(bytes, 0, bytes.Length / 2);
            file.Flush();
            file.Write(bytes, bytes.Length / 2, bytes.Length - (bytes.Length / 2));
        }
    }

    /// <summary>
    /// Every state that the file comes to rest in between two of the writer's steps: on a busy machine the writer may be kept from going on for as long as a scan takes,
    /// and nobody can tell such a state from a finished file.
    /// </summary>
    private static HashSet<string> StatesOf(byte[] first, byte[] one, byte[] two)
    {
        var states = new HashSet<string>();
        var file = first;
        for (var i = 0; i < 4; i++)
        {
            var bytes = i % 2 == 0 ? one : two;
            Array.Resize(ref file, bytes.Length);
            states.Add(Hash(file));
            bytes.AsSpan(0, bytes.Length / 2).CopyTo(file);
            states.Add(Hash(file));
            bytes.CopyTo(file, 0);
            states.Add(Hash(file));
        }

        return states;
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));

    private static Task SetAsync(Library library, string path, int attempts)
        => library.Database.WriteAsync(
            (db, token) => db.Set<ImageFileRow>().Where(file => file.RelativePath == path)
                .ExecuteUpdateAsync(set => set.SetProperty(file => file.Attempts, attempts).SetProperty(file => file.State, ImageFileState.Pending), token),
            CancellationToken.None);
}
