using Limner.Kernel.Ids;
using Limner.Library.Folders;
using Limner.Library.Watching;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Limner.Library.Upload;

/// <summary>
/// The folder each person's uploads go to unless another is chosen: <c>library/usr_…</c> in the data directory, made at first use. It moves with the
/// data directory.
/// </summary>
internal sealed class PersonalFolders(IDatabase database, IOptions<StorageOptions> storage, TimeProvider clock) : IHostedService
{
    public const string Name = "Uploads";

    private readonly Lazy<string> _root = new(() => CanonicalPath.Of(Path.Join(storage.Value.DataDir, "library")));

    public async Task<FolderRow> GetAsync(long userId, CancellationToken cancellation)
    {
        var path = PathOf(userId);
        Directory.CreateDirectory(path);
        await using (var db = database.Read())
        {
            if (await db.Set<FolderRow>().FirstOrDefaultAsync(folder => folder.OwnerId == userId && folder.Managed, cancellation) is { } known)
            {
                return known;
            }
        }

        return await database.WriteAsync(
            async (db, token) =>
            {
                if (await db.Set<FolderRow>().FirstOrDefaultAsync(folder => folder.OwnerId == userId && folder.Managed, token) is { } known)
                {
                    return known;
                }

                var now = clock.GetUtcNow();
                var folder = new FolderRow
                {
                    OwnerId = userId,
                    Path = path,
                    Name = Name,
                    Recursive = true,
                    State = FolderState.Ready,
                    Managed = true,

                    // Empty, and known to be: nothing is lacking that a first scan would find.
                    LastScanAt = now,
                    CreatedAt = now,
                    UpdatedAt = now,
                };
                db.Add(folder);
                await db.SaveChangesAsync(token);
                await db.PublishAsync(new FoldersChanged(), token);
                return folder;
            },
            cancellation);
    }

    /// <summary>A data directory that was moved or restored elsewhere takes these folders with it.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
        => await database.WriteAsync(
            async (db, token) =>
            {
                foreach (var folder in await db.Set<FolderRow>().AsTracking().Where(folder => folder.Managed).ToListAsync(token))
                {
                    folder.Path = PathOf(folder.OwnerId);
                }
            },
            cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private string PathOf(long userId) => Path.Join(_root.Value, PublicId.Format(IdPrefixes.User, userId));
}
