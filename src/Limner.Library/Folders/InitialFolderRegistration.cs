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
    // Looked at once, when the server starts: the set-up that may follow holds the only writer.
    private IReadOnlyList<CheckedFolder> _folders = [];

    public Task HandleAsync(AdministratorCreated message, LimnerDb db, CancellationToken cancellation)
        => AddAllAsync(db, message.UserId, cancellation);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _folders = [.. initial.Value.Paths.Select(Path.GetFullPath).Distinct(StringComparer.Ordinal).Select(Check).OfType<CheckedFolder>()];
        if (_folders.Count == 0)
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
        foreach (var folder in _folders)
        {
            try
            {
                if (!await db.Set<FolderRow>().AnyAsync(row => row.Path == folder.Path, cancellation))
                {
                    await folders.AddAsync(db, ownerId, ownerId, folder, cancellation);
                }
            }
            catch (LimnerException exception)
            {
                Refuse(folder.Path, exception);
            }
        }
    }

    private CheckedFolder? Check(string path)
    {
        try
        {
            return folders.Check(new NewFolder(path));
        }
        catch (LimnerException exception)
        {
            Refuse(path, exception);
            return null;
        }
    }

    /// <summary>A wrong argument must not keep the server, or the set-up of its first account, from going on.</summary>
    private void Refuse(string path, LimnerException exception) => Log.InitialFolderRefused(logger, $"{path}: {exception.Failure}");
}
