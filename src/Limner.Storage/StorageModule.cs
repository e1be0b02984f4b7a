using Limner.Storage.Caching;
using Limner.Storage.Events;
using Limner.Storage.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Limner.Storage;

/// <summary>The database, and the cache. Its options are section <see cref="StorageOptions.Section"/>.</summary>
public static class StorageModule
{
    public static IServiceCollection AddStorage(this IServiceCollection services)
    {
        services.AddOptions<StorageOptions>().BindConfiguration(StorageOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<EventDispatcher>();
        services.AddSingleton<SqliteDatabase>();
        services.AddSingleton<IDatabase>(provider => provider.GetRequiredService<SqliteDatabase>());
        services.AddSingleton<MigrationRunner>();
        services.AddMetrics();
        services.AddOptions<CacheOptions>().BindConfiguration(CacheOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<CacheMeter>();
        services.AddSingleton<MemoryCache>();
        services.AddSingleton<ICache>(provider => provider.GetRequiredService<MemoryCache>());
        return services;
    }

    /// <summary>Call once, before anything else touches the database.</summary>
    public static Task MigrateDatabaseAsync(this IServiceProvider services, CancellationToken cancellation)
        => services.GetRequiredService<MigrationRunner>().MigrateAsync(cancellation);
}
