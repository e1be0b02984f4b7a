using System.Collections.Concurrent;
using System.Globalization;
using Limner.Kernel.Errors;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Limner.Search.Vectors;

/// <summary>
/// The indexes of all spaces, one for each, opened when first asked for or at the start. Changes are made durable half a minute after they came, and at the
/// end; what a killed server had not is taken over again from the database.
/// </summary>
internal sealed class VectorIndexes(IDatabase database, IOptions<StorageOptions> storage, TimeProvider clock, ILogger<VectorIndexes> logger) : BackgroundService
{
    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<long, Lazy<SqliteVectorIndex>> _indexes = new();
    private readonly ConcurrentBag<Lazy<SqliteVectorIndex>> _retired = [];

    /// <exception cref="IOException">The directory beside the database cannot be used.</exception>
    public SqliteVectorIndex Of(VectorSpace space)
    {
        var index = _indexes.GetOrAdd(space.Id, _ => new Lazy<SqliteVectorIndex>(() => new SqliteVectorIndex(database, space, DirectoryOf(space))));
        try
        {
            return index.Value;
        }
        catch
        {
            // The next question tries again: a disk that was full or away may be back.
            _indexes.TryRemove(KeyValuePair.Create(space.Id, index));
            throw;
        }
    }

    /// <summary>Tells the index of a space, if it is open, that changes up to this revision are committed.</summary>
    public void Note(VectorSpace space, long revision)
    {
        if (_indexes.TryGetValue(space.Id, out var index) && index.IsValueCreated)
        {
            index.Value.Note(revision);
        }
    }

    /// <summary>Lets go of the index of a space that is no more, and deletes its files. Who is searching in it ends in peace.</summary>
    public void Forget(VectorSpace space)
    {
        if (_indexes.TryRemove(space.Id, out var index))
        {
            _retired.Add(index);
        }

        var directory = DirectoryOf(space);
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // It was never opened.
        }
        catch (IOException exception)
        {
            // The number is not used again: what stays costs room on the disk and nothing else.
            Log.VectorFilesNotDeleted(logger, directory, exception);
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        foreach (var index in Open.Concat(_retired.Where(index => index.IsValueCreated).Select(index => index.Value)))
        {
            index.Dispose();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var timer = new PeriodicTimer(FlushInterval, clock);
            do
            {
                await CatchUpAsync(stoppingToken);
                FlushDirty();
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            FlushDirty();
        }
    }

    private IEnumerable<SqliteVectorIndex> Open => _indexes.Values.Where(index => index.IsValueCreated).Select(index => index.Value);

    /// <summary>
    /// All spaces, also those nobody has asked yet: their first question need not wait. What goes wrong here goes wrong for the next question too, where somebody
    /// is told of it; the server goes on.
    /// </summary>
    private async Task CatchUpAsync(CancellationToken cancellation)
    {
        var model = "all models";
        try
        {
            await using var db = database.Read();
            foreach (var row in await db.Set<VectorSpaceRow>().ToListAsync(cancellation))
            {
                model = row.Model;
                var index = Of(row.ToSpace());

                // What a trigger removed nobody has told of.
                index.Note(row.Revision);
                await index.CatchUpAsync(cancellation);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or LimnerException)
        {
            Log.VectorsBehind(logger, model, exception);
        }
    }

    private void FlushDirty()
    {
        foreach (var index in Open.Where(index => index.IsDirty))
        {
            try
            {
                index.Flush();
            }
            catch (IOException exception)
            {
                // Nothing is lost: the next start takes the changes over again.
                Log.VectorsNotFlushed(logger, index.Space.Model, exception);
            }
        }
    }

    private string DirectoryOf(VectorSpace space)
        => Path.Combine(Path.GetFullPath(storage.Value.DataDir), "vectors", space.Id.ToString(CultureInfo.InvariantCulture));
}
