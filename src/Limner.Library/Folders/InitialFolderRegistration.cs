using Limner.Accounts;
using Limner.Kernel.Errors;
using Limner.Storage;
using Limner.Storage.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Limner.Library.Folders;

/// <summary>Adds the folders of the command line once there is somebody to own them.</summary>
internal sealed class InitialFolderRegistration(
    IDatabase database, IAccounts accounts, IFolderRegistration folders, IOptions<InitialFolders> initial, ILogger<InitialFolderRegistration> logger)
    : IHostedService, IDomainEventHandler<AdministratorCreated>
{
    public Task HandleAsync(AdministratorCreated message, LimnerDb db, CancellationToken cancellation)
        => AddAllAsync(db, message.UserId, cancellation);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (initial.Value.Paths.Count == 0)
        {
            return;
        }

        await database.WriteAsync(
            async (db, token) =>
            {
                if (await accounts.FirstAdministratorAsync(db, token) is { } administrator)
                {
                    await AddAllAsync(db, administrator, token);
                }
            },
            cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task AddAllAsync(LimnerDb db, long ownerId, CancellationToken cancellation)
    {
        foreach (var path in initial.Value.Paths.Select(Path.GetFullPath).Distinct(StringComparer.Ordinal))
        {
            try
            {
                var canonical = CanonicalPath.Of(path);
                if (!await db.Set<FolderRow>().AnyAsync(folder => folder.Path == canonical, cancellation))
                {
                    await folders.AddAsync(db, ownerId, new NewFolder(path), cancellation);
                }
            }
            catch (LimnerException exception)
            {
                // A wrong argument must not keep the server, or the set-up of its first account, from going on.
                Log.InitialFolderRefused(logger, $"{path}: {exception.Failure}");
            }
        }
    }
}
