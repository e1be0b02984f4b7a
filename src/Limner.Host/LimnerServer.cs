using Limner.Library;
using Limner.Operations;
using Limner.Operations.Configuration;
using Limner.Storage;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Limner.Host;

/// <summary>
/// One running server. Starting it goes through fixed stages, each of which must be done before the next can harm anything: settings are
/// checked, the data directory is claimed, the database is migrated, and only then does anything listen or work.
/// </summary>
internal sealed class LimnerServer : IAsyncDisposable
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(30);
    private readonly DataDirectoryLock _lock;

    private LimnerServer(WebApplication app, DataDirectoryLock @lock)
    {
        App = app;
        _lock = @lock;
    }

    public WebApplication App { get; }

    /// <summary>Where the server listens; with port 0 the port the system chose.</summary>
    public IReadOnlyCollection<string> Addresses => [.. App.Urls];

    /// <exception cref="ConfigurationException">Some settings cannot be used.</exception>
    /// <exception cref="Kernel.Errors.LimnerException">Another server holds the data directory, or the database cannot be used.</exception>
    public static async Task<LimnerServer> StartAsync(ServeSettings settings, CancellationToken cancellation)
    {
        var builder = CreateBuilder(settings);
        var configuration = LoadConfiguration(builder, settings);
        var dataDirectory = configuration.Root.GetSection(StorageOptions.Section)["data_dir"] ?? new StorageOptions().DataDir;
        var @lock = DataDirectoryLock.Acquire(Path.GetFullPath(dataDirectory, settings.Inputs.WorkingDirectory));
        try
        {
            var app = Build(builder, configuration, settings);
            try
            {
                CheckModules(app.Services);
                await app.Services.MigrateDatabaseAsync(cancellation);
                await app.StartAsync(cancellation);
                return new LimnerServer(app, @lock);
            }
            catch
            {
                app.Lifetime.StopApplication();
                await app.DisposeAsync();
                throw;
            }
        }
        catch
        {
            @lock.Dispose();
            throw;
        }
    }

    /// <summary>The application with all its endpoints, not started: for the API document.</summary>
    public static WebApplication BuildUnstarted(ServeSettings settings)
    {
        var builder = CreateBuilder(settings);
        return Build(builder, LoadConfiguration(builder, settings), settings);
    }

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync(CancellationToken.None);
        await App.DisposeAsync();
        _lock.Dispose();
    }

    private static WebApplicationBuilder CreateBuilder(ServeSettings settings)
    {
        // Empty: nothing of the process's environment reaches the server but what LimnerConfiguration reads.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = "limner",
            ContentRootPath = settings.Inputs.WorkingDirectory,
            WebRootPath = settings.WebRoot,
        });
        builder.Services.AddRouting();
        Program.AddServices(builder.Services);
        builder.Services.Configure<InitialFolders>(initial =>
        {
            foreach (var folder in settings.Folders)
            {
                initial.Paths.Add(Path.GetFullPath(folder, settings.Inputs.WorkingDirectory));
            }
        });
        builder.Services.TryAddSingleton(TimeProvider.System);
        settings.AdjustServices?.Invoke(builder.Services);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.WebHost.UseKestrel(kestrel => kestrel.AddServerHeader = false);
        return builder;
    }

    private static LimnerConfiguration LoadConfiguration(WebApplicationBuilder builder, ServeSettings settings)
    {
        var configuration = LimnerConfiguration.Load(OptionKey.FindAll(builder.Services), settings.Inputs);
        var general = configuration.Root.GetSection(GeneralOptions.Section).Get<GeneralOptions>() ?? new GeneralOptions();
        builder.Environment.EnvironmentName = general.Environment.ToString();
        builder.WebHost.UseUrls((configuration.Root.GetSection(ServerOptions.Section).Get<ServerOptions>() ?? new ServerOptions()).Urls);
        return configuration;
    }

    private static WebApplication Build(WebApplicationBuilder builder, LimnerConfiguration configuration, ServeSettings settings)
    {
        builder.Configuration.AddConfiguration(configuration.Root);
        builder.Services.AddSettings(configuration);
        var app = builder.Build();
        Program.Configure(app, settings.MapMore);
        return app;
    }

    /// <summary>Runs the modules' own validators, all of them, before anything starts.</summary>
    private static void CheckModules(IServiceProvider services)
    {
        try
        {
            services.GetService<IStartupValidator>()?.Validate();
        }
        catch (OptionsValidationException exception)
        {
            throw new ConfigurationException([.. exception.Failures]);
        }
        catch (AggregateException exception) when (exception.InnerExceptions.All(inner => inner is OptionsValidationException))
        {
            throw new ConfigurationException([.. exception.InnerExceptions.Cast<OptionsValidationException>().SelectMany(inner => inner.Failures)]);
        }
    }
}
