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
            foreach (var folder in staging.Removed)
            {
                Delete(folder);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Log.NotDeleted(logger, failure);
        }

        return Task.CompletedTask;
    }

    /// <summary>One that cannot be deleted keeps none of the others.</summary>
    private void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Log.NotDeleted(logger, failure);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
