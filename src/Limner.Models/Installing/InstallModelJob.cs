using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Models.Catalogue;
using Limner.Models.Store;
using Limner.Storage;

namespace Limner.Models.Installing;

/// <summary>What is to be installed.</summary>
/// <param name="Path">The folder it is copied from; null: it is downloaded.</param>
/// <param name="Licence">Under which it is, as far as whoever asked for it said.</param>
internal sealed record InstallModel(string Id, string? Path, string? Licence);

/// <summary>Installs one model. Run again after a cut, it goes on with what is there, or finds the model installed.</summary>
internal sealed class InstallModelJob(
    IDatabase database, ModelStore store, ModelCatalogue catalogue, ModelStaging staging, ModelDownload download, ModelImport import, ModelTroubles troubles, TimeProvider clock) : IJobHandler
{
    public const string JobKind = "install_model";

    public string Kind => JobKind;

    public async Task RunAsync(JobContext job, CancellationToken cancellation)
    {
        var wanted = job.Payload<InstallModel>();
        using var busy = staging.Enter(wanted.Id);
        var progress = new InstallProgress(database, job, clock);
        if (store.IsBuiltIn(wanted.Id))
        {
            throw new LimnerException(ErrorCatalogue.ModelBuiltIn, wanted.Id);
        }

        if (!store.IsInstalled(wanted.Id))
        {
            var manifest = wanted.Path is { } path
                ? await ImportAsync(wanted, path, progress, cancellation)
                : await download.FetchAsync(
                    catalogue.Find(wanted.Id) ?? throw new LimnerException(ErrorCatalogue.ModelNotFound, $"{wanted.Id} is not in the catalogue any more"), progress, cancellation);
            await progress.SayAsync("Installing", cancellation);
            try
            {
                staging.Install(manifest);
            }
            catch (LimnerException unusable) when (unusable.Failure.Error == ErrorCatalogue.ModelLoad)
            {
                staging.Discard(wanted.Id); // It is what was announced, and no model that could be used: nothing of it is worth keeping.
                throw;
            }
        }

        troubles.Clear(wanted.Id);

        // Also when it was there already: the process may have ended between the renaming and this.
        var task = store.Find(wanted.Id).Task;
        await database.WriteAsync(
            async (db, token) =>
            {
                await job.AdvanceAsync(db, 0, 0, "Installed", token);
                await db.PublishAsync(new ModelsChanged(wanted.Id, task, IsInstalled: true), token);
            },
            cancellation);
    }

    /// <summary>What cannot be imported is thrown away: unlike a download, nothing of it is gone on with.</summary>
    private async Task<ModelManifest> ImportAsync(InstallModel wanted, string path, InstallProgress progress, CancellationToken cancellation)
    {
        try
        {
            return await import.CopyAsync(wanted.Id, path, wanted.Licence, progress, cancellation);
        }
        catch (LimnerException)
        {
            staging.Discard(wanted.Id);
            throw;
        }
    }
}
