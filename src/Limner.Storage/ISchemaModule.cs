using Microsoft.EntityFrameworkCore;

namespace Limner.Storage;

/// <summary>
/// What one module adds to the database: its entities, and (in the same assembly, embedded as <c>Migrations/sqlite/NNNN_name.sql</c>)
/// the scripts that make its tables. Script numbers are counted over all modules.
/// </summary>
public interface ISchemaModule
{
    void Configure(ModelBuilder model);
}
