using System.Text.Json;
using System.Text.Json.Serialization;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Kernel.Text;
using Limner.Library;
using Limner.Search.Fusion;
using Limner.Search.Querying;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Saving;

/// <summary>Keeps searches; each is its owner's alone, and whoever else asks for one is told that there is none.</summary>
internal sealed class SavedSearches(IDatabase database, Gazetteer gazetteer, TimeProvider clock)
{
    /// <summary>A person's; so the list needs no pages.</summary>
    public const int MaxSearches = 200;

    private const int MaxName = 200;

    /// <summary>All values of a filter together, in characters of JSON; a query alone has a tenth of it.</summary>
    private const int MaxFilter = 10_000;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>By name.</summary>
    public async Task<IReadOnlyList<SavedSearchView>> ListAsync(long userId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var rows = await db.Set<SavedSearchRow>().Where(row => row.OwnerId == userId).OrderBy(row => row.Name).ThenBy(row => row.Id).ToListAsync(cancellation);
        return [.. rows.Select(View)];
    }

    /// <exception cref="LimnerException"><c>not_found</c>.</exception>
    public async Task<SavedSearchView> GetAsync(long userId, string id, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return View(await RequireAsync(db, userId, id, cancellation));
    }

    /// <exception cref="LimnerException"><c>validation</c>, <c>query_malformed</c>, <c>conflict</c> (too many).</exception>
    public Task<SavedSearchView> AddAsync(long userId, NewSavedSearch search, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var row = new SavedSearchRow
        {
            OwnerId = userId,
            Name = PlainText.Check(search.Name, MaxName, "name"),
            Filter = Check(search.Filter, search.Sort, search.Mode),
            Sort = search.Sort,
            Mode = SearchModes.Format(search.Mode),
            IsAlbum = search.Album,
            CreatedAt = now,
            UpdatedAt = now,
        };
        return database.WriteAsync(
            async (db, token) =>
            {
                if (await db.Set<SavedSearchRow>().CountAsync(kept => kept.OwnerId == userId, token) >= MaxSearches)
                {
                    throw new LimnerException(ErrorCatalogue.Conflict, $"A person keeps {MaxSearches} searches at most.");
                }

                db.Add(row);
                await db.SaveChangesAsync(token);
                return View(row);
            },
            cancellation);
    }

    /// <exception cref="LimnerException"><c>validation</c>, <c>query_malformed</c>, <c>not_found</c>.</exception>
    public Task<SavedSearchView> ChangeAsync(long userId, string id, SavedSearchChange change, CancellationToken cancellation)
    {
        var name = change.Name is null ? null : PlainText.Check(change.Name, MaxName, "name");
        var filter = change.Filter is null ? null : Check(change.Filter, change.Sort, change.Mode);
        if (change.Filter is null && (change.Sort is not null || change.Mode is not null))
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("An order and a mode come with their filter.", change.Sort is null ? "mode" : "sort"));
        }

        return database.WriteAsync(
            async (db, token) =>
            {
                var row = await RequireAsync(db, userId, id, token);
                row.Name = name ?? row.Name;
                row.IsAlbum = change.Album ?? row.IsAlbum;
                (row.Filter, row.Sort, row.Mode) = filter is null ? (row.Filter, row.Sort, row.Mode) : (filter, change.Sort, SearchModes.Format(change.Mode));
                row.UpdatedAt = clock.GetUtcNow();
                return View(row);
            },
            cancellation);
    }

    /// <exception cref="LimnerException"><c>not_found</c>.</exception>
    public Task RemoveAsync(long userId, string id, CancellationToken cancellation)
        => database.WriteAsync(async (db, token) => db.Remove(await RequireAsync(db, userId, id, token)), cancellation);

    private static async Task<SavedSearchRow> RequireAsync(LimnerDb db, long userId, string id, CancellationToken cancellation)
        => PublicId.TryParse(IdPrefixes.SavedSearch, id, out var number) && await db.Set<SavedSearchRow>().FirstOrDefaultAsync(row => row.Id == number && row.OwnerId == userId, cancellation) is { } row
            ? row
            : throw new LimnerException(ErrorCatalogue.NotFound);

    /// <summary>Read as it would be when it is run, so that nothing is kept that could not be.</summary>
    private string Check(FilterParameters filter, string? sort, SearchMode? mode)
    {
        var parsed = ImageFilter.Parse(filter, gazetteer);
        FusedQuestion.Of(parsed, mode, threshold: null).CheckOrder(ImageOrders.Parse(sort, parsed));
        if (parsed.IsEverything)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("A search asks for something.", "filter"));
        }

        var json = JsonSerializer.Serialize(filter, Json);
        return json.Length <= MaxFilter ? json : throw new LimnerException(ErrorCatalogue.Validation.With($"A filter has at most {MaxFilter} characters.", "filter"));
    }

    private static SavedSearchView View(SavedSearchRow row)
        => new(
            PublicId.Format(IdPrefixes.SavedSearch, row.Id),
            row.Name,
            JsonSerializer.Deserialize<FilterParameters>(row.Filter, Json) ?? new FilterParameters(),
            row.Sort,
            SearchModes.Parse(row.Mode),
            row.IsAlbum,
            row.CreatedAt,
            row.UpdatedAt);
}
