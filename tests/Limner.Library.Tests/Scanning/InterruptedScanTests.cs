using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Library.Folders;
using Limner.Library.Scanning;

namespace Limner.Library.Tests.Scanning;

public sealed class InterruptedScanTests : IAsyncLifetime
{
    private const int Pictures = 60;
    private Library _library = null!;
    private FolderRow _folder = null!;

    public async Task InitializeAsync()
    {
        _library = await Library.StartAsync();
        for (var i = 0; i < Pictures; i++)
        {
            _library.Folder.AddPicture($"{i:D3}.png", i);
        }

        _folder = await _library.AddFolderAsync();
    }

    public async Task DisposeAsync() => await _library.DisposeAsync();

    [Fact]
    public async Task A_cancelled_scan_goes_on_where_it_stopped()
    {
        var jobId = await FirstJobAsync();
        using var cancel = new CancellationTokenSource();
        _library.Analyzer.OnPicture = number =>
        {
            if (number == 30)
            {
                cancel.Cancel();
            }
        };

        await Should.ThrowAsync<OperationCanceledException>(() => _library.ScanAsync(_folder, jobId: jobId, cancellation: cancel.Token));
        var kept = (await _library.ImagesAsync(_folder)).Count;
        kept.ShouldBeLessThan(Pictures);
        (await _library.FilesAsync()).Count.ShouldBe(Pictures);

        _library.Analyzer.OnPicture = null;
        _library.Folder.AddFile("a drawing.svg", [1]);
        using var decodes = new Decodes();
        var job = await _library.ScanAsync(_folder, jobId: jobId);

        decodes.Count.ShouldBe(Pictures - kept);
        (job.Total, job.Done, job.Failed).ShouldBe((Pictures + 1, Pictures, 1));
        (await _library.ImagesAsync(_folder)).Count.ShouldBe(Pictures);
        (await _library.ContentsAsync()).Count.ShouldBe(Pictures);
        (await _library.FilesAsync()).Values.Count(file => file.State == ImageFileState.Ready).ShouldBe(Pictures);
    }

    [Fact]
    public async Task A_folder_that_vanishes_while_it_is_read_ends_the_scan_with_that_reason_and_nothing_is_lost()
    {
        await _library.ScanAsync(_folder);
        _library.Folder.AddPicture("new 1.png", 1001);
        _library.Folder.AddPicture("new 2.png", 1002);
        _library.Folder.AddPicture("new 3.png", 1003);
        File.Delete(_library.Folder.At("000.png"));
        var away = _library.Folder.Path + ".away";
        var gone = 0;
        _library.Analyzer.OnPicture = _ =>
        {
            if (Interlocked.Exchange(ref gone, 1) == 0)
            {
                Directory.Move(_library.Folder.Path, away);
            }
        };

        (await Should.ThrowAsync<LimnerException>(() => _library.ScanAsync(_folder))).Failure.Error.ShouldBe(ErrorCatalogue.FolderNotFound);

        (await _library.ImagesAsync(_folder)).Count.ShouldBe(Pictures);
        (await _library.FilesAsync()).Values.ShouldAllBe(file => file.State != ImageFileState.Missing && file.State != ImageFileState.Failed);
        (await FolderAsync()).State.ShouldBe(FolderState.Missing);

        _library.Analyzer.OnPicture = null;
        Directory.Move(away, _library.Folder.Path);
        await _library.ScanAsync(_folder);
        (await _library.ImagesAsync(_folder)).Count.ShouldBe(Pictures + 2);
        (await FolderAsync()).State.ShouldBe(FolderState.Ready);
    }

    [Fact]
    public async Task A_file_that_vanishes_before_it_is_read_is_forgotten()
    {
        var gone = 0;
        _library.Analyzer.OnPicture = _ =>
        {
            if (Interlocked.Exchange(ref gone, 1) == 0)
            {
                File.Delete(_library.Folder.At($"{Pictures - 1:D3}.png"));
            }
        };

        var job = await _library.ScanAsync(_folder);

        (await _library.ImagesAsync(_folder)).Count.ShouldBe(Pictures - 1);
        (await _library.FilesAsync()).Count.ShouldBe(Pictures - 1);
        job.Failed.ShouldBe(0);
    }

    [Fact]
    public async Task A_folder_removed_while_it_is_scanned_leaves_nothing_behind()
    {
        var removed = 0;
        var removal = Task.CompletedTask;
        _library.Analyzer.OnPicture = number =>
        {
            if (Interlocked.Exchange(ref removed, 1) == 0)
            {
                using var done = new ManualResetEventSlim();
                removal = _library.Get<FolderRemoval>().RemoveAsync(_folder.OwnerId, _folder.Id, CancellationToken.None);
                _ = removal.ContinueWith(_ => done.Set(), TaskScheduler.Default);
                done.Wait(TimeSpan.FromSeconds(30));
            }
        };

        await Should.ThrowAsync<OperationCanceledException>(() => _library.ScanAsync(_folder));

        await removal;
        (await _library.FilesAsync()).ShouldBeEmpty();
        (await _library.ContentsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_pending_from_a_killed_scan_is_read_by_the_next()
    {
        // A scan that was killed right after discovery leaves exactly this.
        var job = new TestJob(_folder, new ScanPayload(_folder.Id, RetryFailed: false));
        await _library.Get<FolderDiscovery>().RunAsync(_folder, retryFailed: false, unasked: false, new EarlierAttempts(DateTimeOffset.UnixEpoch, 0, 0), job, CancellationToken.None);
        (await _library.FilesAsync()).Values.ShouldAllBe(file => file.State == ImageFileState.Pending);

        (await _library.ScanAsync(_folder)).Done.ShouldBe(Pictures);
        (await _library.ImagesAsync(_folder)).Count.ShouldBe(Pictures);
    }

    private async Task<long> FirstJobAsync()
    {
        await using var db = _library.Database.Read();
        var job = await _library.Get<IJobQueue>().LatestForSubjectAsync(db, FolderView.PublicIdOf(_folder.Id), kind: null, CancellationToken.None);
        PublicId.TryParse(IdPrefixes.Job, job!.Id, out var id).ShouldBeTrue();
        return id;
    }

    private async Task<FolderRow> FolderAsync()
    {
        await using var db = _library.Database.Read();
        return db.Set<FolderRow>().Single();
    }
}
