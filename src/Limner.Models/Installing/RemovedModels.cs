using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Limner.Models.Installing;

/// <summary>Frees the space of models whose removal was cut off by the end of the process.</summary>
internal sealed class RemovedModels(ModelStaging staging, ILogger<RemovedModels> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            staging.DeleteRemoved();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Log.NotDeleted(logger, failure);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
