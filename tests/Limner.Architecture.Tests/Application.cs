using Limner.Host;
using Limner.Operations.Configuration;
using Limner.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Limner.Architecture.Tests;

/// <summary>The whole program, put together but not started.</summary>
internal sealed class Application : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public Application(Action<IEndpointRouteBuilder>? mapMore = null)
    {
        var none = new Dictionary<string, string>(StringComparer.Ordinal);
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["storage.data_dir"] = _directory.Combine("data"), ["general.log_level"] = "ERROR" };
        App = LimnerServer.BuildUnstarted(new ServeSettings(new ConfigurationInputs(settings, none, _directory.FullName)) { MapMore = mapMore });
    }

    public WebApplication App { get; }

    public string DatabasePath => _directory.Combine("data", "limner.db");

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        _directory.Dispose();
    }
}
