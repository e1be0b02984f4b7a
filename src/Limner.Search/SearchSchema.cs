using Limner.Search.Indexing;
using Limner.Search.Querying;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search;

internal sealed class SearchSchema : ISchemaModule
{
    public void Configure(ModelBuilder model)
    {
        model.Entity<SearchStateRow>().ToTable("search_state");

        // The virtual table itself is not mapped: FTS5's syntax and its rank column are written out in SearchHitRow.
        model.Entity<SearchHitRow>().HasNoKey().ToTable((string?)null);
        MonthOf.Register(model);
    }
}
