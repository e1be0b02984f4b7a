using Limner.Operations.Configuration;
using Limner.Operations.Health;
using Limner.Operations.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Serilog.Extensions.Logging;

namespace Limner.Operations;

/// <summary>What keeps the server running and understood: settings, logs, health.</summary>
public static class OperationsModule
{
    public static IServiceCollection AddOperations(this IServiceCollection services)
    {
        services.AddOptions<GeneralOptions>().BindConfiguration(GeneralOptions.Section);
        services.AddOptions<SecurityOptions>().BindConfiguration(SecurityOptions.Section);
        services.AddOptions<ServerOptions>().BindConfiguration(ServerOptions.Section);
        services.AddSingleton<LogSetup>();
        services.AddSingleton<ILoggerProvider>(provider => new SerilogLoggerProvider(provider.GetRequiredService<LogSetup>().Logger, dispose: false));
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace)); // Serilog's switch decides
        services.AddHealth();
        return services;
    }

    /// <summary>Follows config.ini while the server runs.</summary>
    public static IServiceCollection AddSettings(this IServiceCollection services, LimnerConfiguration configuration)
    {
        services.AddSingleton(configuration);
        services.AddHostedService<ConfigFileWatcher>();
        return services;
    }
}
