using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Models.Catalogue;
using Limner.Models.Installing;
using Limner.Models.Onnx;
using Limner.Models.Store;
using Limner.Storage;
using Microsoft.Extensions.Options;

namespace Limner.Models.Endpoints;

/// <summary>Puts together what the disk, the catalogue, the jobs and the memory say of the models.</summary>
internal sealed class ModelViews(
    IDatabase database,
    IJobQueue queue,
    ModelStore store,
    ModelSessions sessions,
    ModelTroubles troubles,
    ModelCatalogue catalogue,
    ModelStaging staging,
    ModelImport import,
    DownloadSource source,
    FreeSpace space,
    IEnumerable<IPaintingModels> painting,
    IOptionsMonitor<ModelsOptions> options)
{
    public async Task<ModelsView> AllAsync(bool isAdministrator, CancellationToken cancellation)
    {
        var listing = store.List();
        var there = listing.Models.Select(model => model.Id).Concat(listing.Broken.Select(model => model.Id)).ToHashSet(StringComparer.Ordinal);
        var absent = catalogue.Models.Where(model => !there.Contains(model.Id)).ToList();
        var copied = staging.Ids.Where(id => !there.Contains(id) && catalogue.Find(id) is null).Order(StringComparer.Ordinal).ToList();
        await using var db = database.Read();
        var jobs = await queue.LatestForSubjectsAsync(db, [.. absent.Select(model => model.Id), .. copied], InstallModelJob.JobKind, cancellation);
        var loaded = sessions.Loaded.Select(model => model.Id).ToHashSet(StringComparer.Ordinal);
        List<ModelView> items =
        [
            .. await DescribeAsync([.. listing.Models.OrderBy(model => model.Origin).Select(model => Of(model, loaded.Contains(model.Id)))], cancellation),
            .. listing.Broken.Select(Of),
            .. absent.Select(model => Of(model, jobs.GetValueOrDefault(model.Id), isAdministrator)),
            .. copied.Select(id => OfCopy(id, jobs.GetValueOrDefault(id), isAdministrator)),
        ];
        return new ModelsView(
            items,
            items.Where(item => item.State is ModelState.Installed or ModelState.Broken).Sum(item => item.SizeBytes) + items.Sum(item => item.PartialBytes),
            space.Bytes,
            options.CurrentValue.MemoryBudgetBytes,
            source.Base.Host,
            isAdministrator ? import.Roots : []);
    }

    /// <summary>Adds what painting models can do; one that cannot be used says why.</summary>
    private async Task<IReadOnlyList<ModelView>> DescribeAsync(List<ModelView> models, CancellationToken cancellation)
    {
        for (var i = 0; i < models.Count; i++)
        {
            if (models[i].Task != ModelTasks.TextToImage || painting.FirstOrDefault() is not { } known)
            {
                continue;
            }

            try
            {
                models[i] = models[i] with { Painting = await known.AbilitiesAsync(models[i].Id, cancellation) };
            }
            catch (LimnerException broken)
            {
                models[i] = models[i] with { Error = JobError.Of(broken.Failure.Error.Code, broken.Failure.Detail) };
            }
        }

        return models;
    }

    private static string? UsedFor(string? task) => task switch
    {
        "object-detection" => "Finding things in pictures",
        "text-gate" => "Seeing whether a picture carries text",
        "text-detection" => "Finding lines of text in pictures",
        "text-angle" => "Seeing whether text stands on its head",
        "text-recognition" => "Reading text in pictures",
        ModelTasks.ImageTextEmbedding => "Searching by meaning",
        ModelTasks.TextToImage => "Making pictures",
        ModelTasks.LayoutDetection => "Seeing what is where on the pages of documents",
        _ => null,
    };

    private static long? LoadBytes(IEnumerable<(string Path, long Size)> files)
        => files.Where(file => file.Path.EndsWith(".onnx", StringComparison.Ordinal)).Select(file => (long?)(2 * file.Size)).Max();

    private ModelView Of(ModelManifest model, bool isLoaded)
    {
        var known = model.Origin == ModelOrigin.Installed ? catalogue.Find(model.Id) : null;
        return new ModelView(
            model.Id,
            model.Title,
            model.Origin == ModelOrigin.BuiltIn ? ModelState.BuiltIn : ModelState.Installed,
            model.Task,
            UsedFor(model.Task),
            known?.Description,
            model.Licence,
            known?.LicenceAddress,
            known?.LicenceNote,
            model.Source,
            model.SizeOnDisk,
            0,
            model.MemoryBytes > 0 ? model.MemoryBytes : LoadBytes(model.Files.Select(file => (file.Path, file.Size))),
            isLoaded,
            model.InstalledAt,
            [.. model.Files.Select(file => new ModelFileView(file.Path, file.Size, file.Sha256, file.Trust))],
            troubles.Of(model.Id)?.Failure is { } trouble ? JobError.Of(trouble.Error.Code, trouble.Detail) : null,
            Job: null);
    }

    /// <summary>One that the catalogue does not know, and that is being copied from a folder, or was not copied to its end.</summary>
    private ModelView OfCopy(string id, JobView? job, bool isAdministrator)
        => new(
            id,
            id,
            StateOf(job),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            job?.Total ?? 0,
            staging.SizeOf(id),
            null,
            IsLoaded: false,
            InstalledAt: null,
            [],
            Error: null,
            Shown(job, isAdministrator));

    private static ModelState StateOf(JobView? job) => job is { State: JobState.Queued or JobState.Running } ? ModelState.Installing : ModelState.Available;

    private static JobView? Shown(JobView? job, bool isAdministrator) => job is { State: not JobState.Succeeded } ? isAdministrator ? job : job.WithoutParticulars() : null;

    private static ModelView Of(BrokenModel model)
        => new(model.Id, model.Id, ModelState.Broken, null, null, null, null, null, null, null, 0, 0, null, false, null, [], JobError.Of(model.Why.Error.Code, model.Why.Detail), null);

    private ModelView Of(CatalogueModel model, JobView? job, bool isAdministrator)
        => new(
            model.Id,
            model.Title,
            StateOf(job),
            model.Task,
            UsedFor(model.Task),
            model.Description,
            model.Licence,
            model.LicenceAddress,
            model.LicenceNote,
            source.AddressOf(model.Repository, model.Revision, "").AbsoluteUri.TrimEnd('/'),
            model.AboutBytes,
            staging.SizeOf(model.Id),
            LoadBytes(model.Files.Select(file => (file.Path, file.AboutBytes))),
            IsLoaded: false,
            InstalledAt: null,
            [.. model.Files.Select(file => new ModelFileView(file.Path, file.AboutBytes, file.Sha256, null))],
            Error: null,
            Shown(job, isAdministrator));
}
