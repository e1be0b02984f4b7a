using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Limner.Documents.Storing;

/// <summary>
/// At start removes what lies in the data directory and belongs to no document: sent when the server ended, or of one whose folder was removed. Not what is younger than a
/// day or was not named by the server: where a database was put back or is another one, somebody may yet want it.
/// </summary>
internal sealed class DocumentCare(IDatabase database, DocumentFiles files, TimeProvider clock, ILogger<DocumentCare> logger) : IHostedService
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var lying = files.List();
        if (lying.Count == 0)
        {
            return;
        }

        await using var db = database.Read();
        var known = await db.Set<DocumentRow>().Where(row => EF.Parameter(lying).Contains(row.Token)).Select(row => row.Token).ToListAsync(cancellationToken);
        foreach (var token in lying.Except(known, StringComparer.Ordinal))
        {
            try
            {
                if (clock.GetUtcNow() - files.ChangedAt(token) > Kept)
                {
                    files.Delete(token);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Log.NotDeleted(logger, exception, token);
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
