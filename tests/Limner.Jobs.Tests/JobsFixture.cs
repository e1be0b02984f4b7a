using Limner.Accounts;
using Limner.Jobs.Queue;
using Limner.Jobs.Running;
using Limner.Kernel.Ids;
using Limner.Storage;
using Limner.Testing;
using Limner.Testing.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Limner.Jobs.Tests;

/// <summary>The real queue on a real database; a second one on the same directory is the process after a restart.</summary>
internal sealed class JobsFixture : IAsyncDisposable
{
    private static readonly MigratedOnce Migrated = new();
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TemporaryDirectory? _ownDirectory;
    private readonly ServiceProvider _services;
    private JobRunner? _runner;

    private JobsFixture(TemporaryDirectory? ownDirectory, string directory, FakeClock clock, IEnumerable<IJobHandler> handlers)
    {
        _ownDirectory = ownDirectory;
        DataDirectory = directory;
        Clock = clock;
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new("storage:data_dir", directory)]).Build());
        services.AddLogging();
        services.AddSingleton<TimeProvider>(clock);
        services.AddStorage();
        services.AddAccounts();
        services.AddJobs();
        foreach (var handler in handlers)
        {
            services.AddSingleton(handler);
        }

        _services = services.BuildServiceProvider();
    }

    public string DataDirectory { get; }

    public FakeClock Clock { get; }

    public IDatabase Database => _services.GetRequiredService<IDatabase>();

    public IJobQueue Queue => _services.GetRequiredService<IJobQueue>();

    public JobLeases Leases => _services.GetRequiredService<JobLeases>();

    public static async Task<JobsFixture> OpenAsync(params IJobHandler[] handlers)
    {
        var directory = new TemporaryDirectory();
        var fixture = new JobsFixture(directory, directory.FullName, new FakeClock(), handlers);
        await Migrated.MigrateAsync(directory.Combine("limner.db"), () => fixture._services.MigrateDatabaseAsync(CancellationToken.None));
        await fixture.SqlAsync("INSERT INTO users (user_name, normalized_user_name, password_hash, role, created_at, updated_at) VALUES ('Ann', 'ANN', '', 'administrator', 0, 0), ('Bob', 'BOB', '', 'member', 0, 0)");
        return fixture;
    }

    /// <summary>Another process on the same data directory, by the same clock.</summary>
    public JobsFixture Another(params IJobHandler[] handlers) => new(ownDirectory: null, DataDirectory, Clock, handlers);

    public Task<long> EnqueueAsync(string kind, int priority = 0, string? key = null, string? subject = null, object? payload = null)
        => Database.WriteAsync((db, token) => Queue.EnqueueAsync(db, new NewJob(kind, payload ?? new { }, $"A {kind}", 1, subject, priority, key), token), CancellationToken.None);

    public async Task<RunningJob> ClaimAsync(params string[] kinds)
        => (await Leases.ClaimAsync(kinds, CancellationToken.None)).ShouldNotBeNull();

    public Task AdvanceAsync(JobContext job, long done, long failed = 0)
        => Database.WriteAsync((db, token) => job.AdvanceAsync(db, done, failed, message: null, token), CancellationToken.None);

    /// <summary>What the API shows, by the state only.</summary>
    public async Task<JobState> StateAsync(long id) => (await ViewAsync(id)).State;

    public async Task<JobView> ViewAsync(long id) => (await Queue.FindAsync(id, CancellationToken.None)).ShouldNotBeNull(PublicId.Format(IdPrefixes.Job, id));

    public async Task<JobRow> RowAsync(long id)
    {
        await using var db = Database.Read();
        return await db.Set<JobRow>().SingleAsync(job => job.Id == id);
    }

    public Task SqlAsync(string sql) => Database.WriteAsync((db, token) => db.Database.ExecuteSqlRawAsync(sql, token), CancellationToken.None);

    public async Task StartRunnerAsync()
    {
        _runner = _services.GetServices<IHostedService>().OfType<JobRunner>().Single();
        await _runner.StartAsync(CancellationToken.None);
    }

    public async Task StopRunnerAsync()
    {
        await _runner.ShouldNotBeNull().StopAsync(CancellationToken.None);
        _runner = null;
    }

    /// <summary>
    /// Waits for the background to get somewhere. With <paramref name="step"/> the clock moves on by that much between two looks, because when
    /// exactly the background begins to wait for it cannot be seen from here.
    /// </summary>
    public async Task<JobView> UntilAsync(long id, Func<JobView, bool> reached, TimeSpan step = default)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (true)
        {
            var job = await ViewAsync(id);
            if (reached(job))
            {
                return job;
            }

            if (deadline.IsCancellationRequested)
            {
                throw new TimeoutException($"The job stays {job}.");
            }

            Clock.Advance(step);
            await Task.Delay(5, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_runner is not null)
        {
            await StopRunnerAsync();
        }

        await _services.DisposeAsync();
        _ownDirectory?.Dispose();
    }
}

internal sealed class ScriptedHandler(string kind, Func<JobContext, CancellationToken, Task> script, int concurrency = 1, TimeSpan? turn = null) : IJobHandler
{
    public string Kind => kind;

    public int Concurrency => concurrency;

    public TimeSpan? Turn => turn;

    public Task RunAsync(JobContext job, CancellationToken cancellation) => script(job, cancellation);
}
