using System.Text.Json;
using Limner.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Vectors;

/// <summary>
/// The index of the embedded database: codes beside it rank all vectors roughly, then the float32 vectors of the best are read and ranked exactly
/// (docs/decisions/0023). It sees every change that was committed before the question.
/// </summary>
internal sealed class SqliteVectorIndex : IVectorIndex, IDisposable
{
    private const int Oversampling = 4;
    private const int LeastCandidates = 50;
    private const int ChangesAtOnce = 2000;

    private readonly IDatabase _database;
    private readonly Int8Index _codes;
    private readonly SemaphoreSlim _catchingUp = new(1);
    private long _committed;

    /// <param name="directory">Where the codes lie, of this space alone.</param>
    /// <exception cref="IOException">The directory cannot be used.</exception>
    public SqliteVectorIndex(IDatabase database, VectorSpace space, string directory)
    {
        _database = database;
        Space = space;
        _codes = new Int8Index(directory, space);
        _committed = long.MaxValue; // until the database was asked once
    }

    public VectorSpace Space { get; }

    public int Count => _codes.Count;

    /// <summary>Whether there are changes that are not on the disk.</summary>
    public bool IsDirty => _codes.Revision != FlushedRevision;

    private long FlushedRevision { get; set; } = -1;

    /// <summary>Tells that changes up to this revision are committed.</summary>
    public void Note(long revision)
    {
        for (var known = Volatile.Read(ref _committed); known < revision; known = Volatile.Read(ref _committed))
        {
            Interlocked.CompareExchange(ref _committed, revision, known);
        }
    }

    public async Task<IReadOnlyList<VectorHit>> SearchAsync(VectorQuery query, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Count, 1, nameof(query));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Count, VectorQuery.MaxCount, nameof(query));
        var unit = UnitVector.Of(query.Vector.Span, Space.Dimensions);
        await CatchUpAsync(cancellation);
        var candidates = _codes.Scan(unit, Math.Max(LeastCandidates, Oversampling * query.Count), query.Among, cancellation);
        if (candidates.Count == 0)
        {
            return [];
        }

        return [.. (await ScoreAsync(unit, candidates.Select(candidate => candidate.ContentId), cancellation))
            .Where(hit => hit.Cosine >= query.LeastCosine)
            .OrderByDescending(hit => hit.Cosine).ThenBy(hit => hit.ContentId)
            .Take(query.Count)];
    }

    /// <summary>The exact cosines, by a plain command: what EF Core adds to it took as long as the scan of 30,000 codes.</summary>
    private async Task<List<VectorHit>> ScoreAsync(float[] unit, IEnumerable<long> contentIds, CancellationToken cancellation)
    {
        await using var db = _database.Read();
        await db.Database.OpenConnectionAsync(cancellation);
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = "SELECT content_id, vector FROM json_each($ids) item CROSS JOIN vectors ON space_id = $space AND content_id = item.value";
        command.Parameters.Add(new SqliteParameter("$ids", JsonSerializer.Serialize(contentIds)));
        command.Parameters.Add(new SqliteParameter("$space", Space.Id));
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var hits = new List<VectorHit>();
        while (await rows.ReadAsync(cancellation))
        {
            var vector = await rows.GetFieldValueAsync<byte[]>(1, cancellation);
            hits.Add(new VectorHit(rows.GetInt64(0), UnitVector.Cosine(unit, vector)));
        }

        return hits;
    }

    /// <summary>Takes over what was committed and is not in the codes yet; returns at once when there is nothing.</summary>
    public async Task CatchUpAsync(CancellationToken cancellation)
    {
        if (_codes.Revision >= Volatile.Read(ref _committed))
        {
            return;
        }

        await _catchingUp.WaitAsync(cancellation);
        try
        {
            await using var db = _database.Read();
            if (Volatile.Read(ref _committed) == long.MaxValue)
            {
                var latest = await db.Set<VectorSpaceRow>().Where(row => row.Id == Space.Id).Select(row => row.Revision).SingleOrDefaultAsync(cancellation);
                if (_codes.Revision > latest)
                {
                    // The database is an older one than the codes were made from: a backup was brought back.
                    _codes.Clear();
                }

                FlushedRevision = _codes.Revision;
                Interlocked.CompareExchange(ref _committed, latest, long.MaxValue);
            }

            while (_codes.Revision < Volatile.Read(ref _committed) && await TakeOverAsync(db, cancellation))
            {
            }
        }
        finally
        {
            _catchingUp.Release();
        }
    }

    /// <summary>Makes the codes durable, so that the next start has them at once.</summary>
    /// <exception cref="IOException">They could not be written.</exception>
    public void Flush()
    {
        var revision = _codes.Revision;
        _codes.Flush();
        FlushedRevision = revision;
    }

    /// <summary>Makes everything anew from the database: for files that were damaged.</summary>
    public async Task RebuildAsync(CancellationToken cancellation)
    {
        await _catchingUp.WaitAsync(cancellation);
        try
        {
            _codes.Clear();
        }
        finally
        {
            _catchingUp.Release();
        }

        await CatchUpAsync(cancellation);
    }

    public void Dispose()
    {
        _codes.Dispose();
        _catchingUp.Dispose();
    }

    private async Task<bool> TakeOverAsync(LimnerDb db, CancellationToken cancellation)
    {
        var changes = await db.Database.SqlQuery<Change>(
            $"""
            SELECT content_id AS ContentId, revision AS Revision, vector AS Vector FROM vectors WHERE space_id = {Space.Id} AND revision > {_codes.Revision}
            UNION ALL
            SELECT content_id, revision, NULL FROM vector_removals WHERE space_id = {Space.Id} AND revision > {_codes.Revision}
            ORDER BY 2 LIMIT {ChangesAtOnce}
            """).ToListAsync(cancellation);

        // Revisions of what was replaced or never there are in no row: after the last rows everything committed is in.
        var upTo = changes.Count == ChangesAtOnce ? changes[^1].Revision : Math.Max(changes.Count > 0 ? changes[^1].Revision : 0, Volatile.Read(ref _committed));
        _codes.Apply(
            changes.Where(change => change.Vector is not null).Select(change => (change.ContentId, UnitVector.FromBytes(change.Vector!))),
            changes.Where(change => change.Vector is null).Select(change => change.ContentId),
            upTo);
        return changes.Count == ChangesAtOnce;
    }

    private sealed record Change(long ContentId, long Revision, byte[]? Vector);
}
