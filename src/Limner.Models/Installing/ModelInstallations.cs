using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Models.Catalogue;
using Limner.Models.Onnx;
using Limner.Models.Store;
using Limner.Storage;
using Microsoft.Extensions.Logging;

namespace Limner.Models.Installing;

/// <summary>Asking for models and removing them.</summary>
internal sealed class ModelInstallations(
    IDatabase database, IJobQueue queue, ModelStore store, ModelSessions sessions, ModelCatalogue catalogue, ModelStaging staging, ModelImport import, FreeSpace space, ModelTroubles troubles, ILogger<ModelInstallations> logger)
{
    /// <exception cref="LimnerException">
    /// <c>model_not_found</c> (not in the catalogue), <c>licence_not_accepted</c>, <c>model_installed</c>, <c>model_built_in</c>, <c>storage_full</c>.
    /// </exception>
    public Task<JobView> DownloadAsync(string id, string? acceptedLicence, CancellationToken cancellation)
    {
        var model = catalogue.Find(id) ?? throw new LimnerException(ErrorCatalogue.ModelNotFound, $"{id} is not in the catalogue");
        EnsureAbsent(id);
        if (acceptedLicence != model.Licence)
        {
            throw new LimnerException(ErrorCatalogue.LicenceNotAccepted.With($"It is {model.Licence}: {model.LicenceAddress}", "accept_licence"));
        }

        space.Check(id, model.AboutBytes - staging.SizeOf(id));
        return EnqueueAsync(new InstallModel(id, Path: null, model.Licence), $"Download {model.Title}", cancellation);
    }

    /// <exception cref="LimnerException">As <see cref="ModelImport.IdOf"/>; <c>model_installed</c>, <c>model_built_in</c>.</exception>
    public Task<JobView> ImportAsync(string? path, string? id, string? licence, CancellationToken cancellation)
    {
        var target = import.IdOf(path ?? "", id);
        EnsureAbsent(target);
        return EnqueueAsync(new InstallModel(target, path, licence), $"Import {target}", cancellation);
    }

    /// <summary>
    /// Removes an installed model, or what is there of one that is not: wholly, or, where that cannot be written down, not at all. A process that ends in between leaves none.
    /// </summary>
    /// <exception cref="LimnerException"><c>model_not_found</c>, <c>model_built_in</c>, <c>model_in_use</c>.</exception>
    public async Task RemoveAsync(string id, CancellationToken cancellation)
    {
        if (store.IsBuiltIn(id))
        {
            throw new LimnerException(ErrorCatalogue.ModelBuiltIn, id);
        }

        if (!ModelPaths.IsId(id) || (!store.IsInstalled(id) && staging.SizeOf(id) == 0 && !Directory.Exists(staging.FolderOf(id))))
        {
            throw new LimnerException(ErrorCatalogue.ModelNotFound, $"{id} is not installed");
        }

        using var busy = staging.Enter(id);
        var removed = "";
        if (store.IsInstalled(id))
        {
            await sessions.WithdrawAsync(id, async () =>
            {
                removed = staging.Remove(id);
                try
                {
                    await SayRemovedAsync(id);
                }
                catch
                {
                    // Nobody has been told that it is gone, so it is not.
                    staging.PutBack(id, removed);
                    throw;
                }
            });
        }
        else
        {
            await SayRemovedAsync(id);
        }

        troubles.Clear(id);
        try
        {
            staging.Discard(id);
            if (removed.Length > 0)
            {
                Directory.Delete(removed, recursive: true);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It is removed all the same; the next start frees the space.
            Log.NotDeleted(logger, failure);
        }
    }

    /// <summary>Whoever gives up waiting: from here on it is gone.</summary>
    private Task SayRemovedAsync(string id) => database.WriteAsync(
        async (db, token) =>
        {
            await queue.CancelForSubjectAsync(db, id, token);
            await db.PublishAsync(new ModelsChanged(id, Task: null, IsInstalled: false), token);
        },
        CancellationToken.None);

    private void EnsureAbsent(string id)
    {
        if (store.IsBuiltIn(id))
        {
            throw new LimnerException(ErrorCatalogue.ModelBuiltIn, id);
        }

        if (store.IsInstalled(id))
        {
            throw new LimnerException(ErrorCatalogue.ModelInstalled, id);
        }
    }

    private Task<JobView> EnqueueAsync(InstallModel model, string title, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                // Nobody's own: all administrators see it.
                var job = await queue.EnqueueAsync(db, new NewJob(InstallModelJob.JobKind, model, title, OwnerId: null, model.Id, DeduplicationKey: $"install_model:{model.Id}"), token);
                return await queue.FindAsync(db, job, token) ?? throw new InvalidOperationException("The job is not there.");
            },
            cancellation);
}
