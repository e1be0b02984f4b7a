using Limner.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Architecture.Tests;

/// <summary>The entities and the SQL scripts are written apart; here they are held together.</summary>
public sealed class SchemaTests
{
    /// <summary>Tables without entities: reached by SQL only.</summary>
    private static readonly string[] WithoutEntities = ["schema_migrations", "search_index", "search_places", "search_state", "document_words"];

    [Fact]
    public async Task Scripts_are_numbered_without_a_gap()
    {
        await using var application = new Application();
        await application.App.Services.MigrateDatabaseAsync(CancellationToken.None);
        await using var connection = await OpenAsync(application);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*), max(number) FROM schema_migrations";
        await using var reader = await command.ExecuteReaderAsync();
        (await reader.ReadAsync()).ShouldBeTrue();
        reader.GetInt64(0).ShouldBe(reader.GetInt64(1));
        reader.GetInt64(0).ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task The_model_agrees_with_the_migrated_schema()
    {
        await using var application = new Application();
        await application.App.Services.MigrateDatabaseAsync(CancellationToken.None);
        (await FindDifferencesAsync(application)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("ALTER TABLE folders RENAME COLUMN name TO title", "folders.name is missing in the database", "folders.title is missing in the model")]
    [InlineData("ALTER TABLE folders RENAME TO directories", "table folders is missing in the database", "table directories is missing in the model")]
    [InlineData("ALTER TABLE folders ADD COLUMN colour TEXT", "folders.colour is missing in the model")]
    [InlineData("ALTER TABLE folders DROP COLUMN last_scan_at; ALTER TABLE folders ADD COLUMN last_scan_at INTEGER NOT NULL DEFAULT 0", "folders.last_scan_at may be null in the model but not in the database")]
    [InlineData("ALTER TABLE folders DROP COLUMN recursive; ALTER TABLE folders ADD COLUMN recursive INTEGER", "folders.recursive may be null in the database but not in the model")]
    [InlineData("ALTER TABLE folders DROP COLUMN updated_at; ALTER TABLE folders ADD COLUMN updated_at TEXT NOT NULL DEFAULT ''", "folders.updated_at is TEXT in the database and INTEGER in the model")]
    public async Task A_difference_is_found(string change, params string[] expected)
    {
        await using var application = new Application();
        await application.App.Services.MigrateDatabaseAsync(CancellationToken.None);
        await using (var connection = await OpenAsync(application))
        await using (var command = connection.CreateCommand())
        {
            command.CommandText = change;
            await command.ExecuteNonQueryAsync();
        }

        (await FindDifferencesAsync(application)).ShouldBe(expected, ignoreOrder: true);
    }

    private static async Task<List<string>> FindDifferencesAsync(Application application)
    {
        var stored = await ReadSchemaAsync(application);
        await using var db = application.App.Services.GetRequiredService<IDatabase>().Read();
        var modelled = db.Model.GetEntityTypes().Where(entity => entity.GetTableName() is not null)
            .GroupBy(entity => entity.GetTableName()!, StringComparer.Ordinal)
            .ToDictionary(
                table => table.Key,
                table => table.SelectMany(entity => entity.GetProperties())
                    .DistinctBy(property => property.GetColumnName(), StringComparer.Ordinal)
                    .ToDictionary(property => property.GetColumnName(), property => new Column(property.GetColumnType(), property.IsColumnNullable()), StringComparer.Ordinal),
                StringComparer.Ordinal);

        List<string> differences = [
            .. modelled.Keys.Except(stored.Keys).Select(table => $"table {table} is missing in the database"),
            .. stored.Keys.Except(modelled.Keys).Except(WithoutEntities).Select(table => $"table {table} is missing in the model"),
        ];
        foreach (var table in modelled.Keys.Intersect(stored.Keys))
        {
            differences.AddRange(modelled[table].Keys.Except(stored[table].Keys).Select(column => $"{table}.{column} is missing in the database"));
            differences.AddRange(stored[table].Keys.Except(modelled[table].Keys).Select(column => $"{table}.{column} is missing in the model"));
            differences.AddRange(modelled[table].Keys.Intersect(stored[table].Keys).Select(column => Compare($"{table}.{column}", modelled[table][column], stored[table][column])).OfType<string>());
        }

        return differences;
    }

    private static string? Compare(string name, Column modelled, Column stored)
    {
        if (modelled.Type != stored.Type)
        {
            return $"{name} is {stored.Type} in the database and {modelled.Type} in the model";
        }

        if (modelled.IsNullable == stored.IsNullable)
        {
            return null;
        }

        return modelled.IsNullable ? $"{name} may be null in the model but not in the database" : $"{name} may be null in the database but not in the model";
    }

    private static async Task<Dictionary<string, Dictionary<string, Column>>> ReadSchemaAsync(Application application)
    {
        var tables = new Dictionary<string, Dictionary<string, Column>>(StringComparer.Ordinal);
        await using var connection = await OpenAsync(application);
        await using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT t.name, c.name, c.type, c."notnull" = 0 AND c.pk = 0
            FROM pragma_table_list AS t JOIN pragma_table_info(t.name) AS c
            WHERE t.schema = 'main' AND t.type IN ('table', 'virtual') AND t.name NOT LIKE 'sqlite_%'
            """;
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var columns = tables.TryGetValue(reader.GetString(0), out var known) ? known : tables[reader.GetString(0)] = new(StringComparer.Ordinal);
            columns[reader.GetString(1)] = new Column(reader.GetString(2), reader.GetBoolean(3));
        }

        return tables;
    }

    private static async Task<SqliteConnection> OpenAsync(Application application)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = application.DatabasePath, Pooling = false }.ToString());
        await connection.OpenAsync();
        return connection;
    }

    private sealed record Column(string Type, bool IsNullable);
}
