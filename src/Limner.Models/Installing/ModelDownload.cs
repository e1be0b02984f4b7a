using System.Security.Cryptography;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Models.Catalogue;
using Limner.Models.Store;

namespace Limner.Models.Installing;

/// <summary>
/// Downloads a model of the catalogue. What is there of it stays when the job is cut off, fails or is cancelled, and is gone on with; what turns out not to be what was
/// announced is thrown away.
/// </summary>
internal sealed class ModelDownload(ModelStaging staging, DownloadSource source, RemoteFiles remote, FreeSpace space, TimeProvider clock)
{
    public async Task<ModelManifest> FetchAsync(CatalogueModel model, InstallProgress progress, CancellationToken cancellation)
    {
        var folder = staging.FolderOf(model.Id);
        var plan = DownloadPlan.Read(folder, source.Base, model);
        if (plan is null)
        {
            staging.Discard(model.Id);
            plan = await PlanAsync(model, cancellation);
            plan.Write(folder);
        }

        var resumed = plan.Files.Sum(file => Math.Min(file.Size, LengthOf(model.Id, file)));
        space.Check(model.Id, plan.TotalBytes - resumed);
        await progress.BeginAsync(plan.TotalBytes, resumed, $"Downloading from {source.Base.Host}", cancellation);
        List<ModelFile> files = [];
        for (var i = 0; i < plan.Files.Count; i++)
        {
            try
            {
                files.Add(await FetchAsync(model.Id, plan, i, progress, cancellation));
            }
            catch (LimnerException wrong) when (wrong.Failure.Error == ErrorCatalogue.DownloadMismatch)
            {
                // What was announced does not hold: neither does the plan, and the host is asked anew the next time.
                staging.Discard(model.Id);
                throw;
            }
        }

        var address = source.AddressOf(model.Repository, model.Revision, "").AbsoluteUri.TrimEnd('/');
        return new ModelManifest(model.Id, model.Task, model.Title, model.Licence, $"Downloaded from {address}", 0, files)
        {
            Revision = plan.Files[0].Address.AbsoluteUri,
            InstalledAt = clock.GetUtcNow(),
        };
    }

    private async Task<DownloadPlan> PlanAsync(CatalogueModel model, CancellationToken cancellation)
    {
        List<PlannedFile> files = [];
        foreach (var file in model.Files)
        {
            var (repository, path) = (model.RepositoryOf(file), file.Source ?? file.Path);
            var announced = await remote.AskAsync(source.AddressOf(repository, model.RevisionOf(file), path), cancellation);
            space.Check(model.Id, announced.Size);
            if (announced.Size <= 0 || announced.Size > Bound(file))
            {
                throw new LimnerException(ErrorCatalogue.DownloadMismatch, $"{file.Path} should have some {file.AboutBytes} bytes, and {source.Base.Host} announces {announced.Size}");
            }

            if (file.Sha256 is { } pinned && announced.Sha256 is { } other && pinned != other)
            {
                throw new LimnerException(ErrorCatalogue.DownloadMismatch, $"{file.Path} should have the SHA-256 {pinned}, and {source.Base.Host} announces {other}");
            }

            files.Add(new PlannedFile(
                file.Path,
                source.AddressOf(repository, announced.Commit ?? model.RevisionOf(file), path),
                announced.Size,
                file.Sha256 ?? announced.Sha256,
                file.Sha256 is not null ? FileTrust.Pinned : announced.Sha256 is not null ? FileTrust.Announced : FileTrust.FirstUse));
        }

        return new DownloadPlan(source.Base.AbsoluteUri, files);
    }

    /// <summary>Fetches, checks and keeps one file, unless that was done before.</summary>
    private async Task<ModelFile> FetchAsync(string id, DownloadPlan plan, int index, InstallProgress progress, CancellationToken cancellation)
    {
        var file = plan.Files[index];
        var final = Path.Join(staging.FilesOf(id), file.Path);
        var growing = final + ".part";
        Directory.CreateDirectory(Path.GetDirectoryName(final)!);
        if (!File.Exists(final))
        {
            var counted = LengthOf(id, file);
            var tag = new FileTag { Value = file.Tag };
            await remote.FetchAsync(file.Address, growing, file.Size, tag, GrownAsync, cancellation);

            async Task GrownAsync(long length)
            {
                if (tag.Value != plan.Files[index].Tag)
                {
                    plan = plan with { Files = [.. plan.Files.Select((each, i) => i == index ? each with { Tag = tag.Value } : each)] };
                    plan.Write(staging.FolderOf(id));
                }

                // What comes a second time is not counted a second time.
                await progress.AddAsync(Math.Max(length - counted, 0), cancellation);
                counted = Math.Max(counted, length);
            }
        }

        var path = File.Exists(final) ? final : growing;
        await progress.SayAsync($"Checking {file.Path}", cancellation);
        var sha256 = await HashAsync(path, cancellation);
        if (file.Sha256 is { } expected && sha256 != expected)
        {
            throw new LimnerException(ErrorCatalogue.DownloadMismatch, $"{file.Path} should have the SHA-256 {expected} and has {sha256}");
        }

        File.Move(path, final, overwrite: true);
        return new ModelFile(file.Path, file.Size, sha256) { Trust = file.Trust };
    }

    private static async Task<string> HashAsync(string path, CancellationToken cancellation)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 17, useAsync: true);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation));
    }

    private long LengthOf(string id, PlannedFile file)
    {
        var final = new FileInfo(Path.Join(staging.FilesOf(id), file.Path));
        var growing = new FileInfo(final.FullName + ".part");
        return final.Exists ? final.Length : growing.Exists ? growing.Length : 0;
    }

    /// <summary>Twice what it should have, and a little for the small ones: a host that announces more is not believed.</summary>
    private static long Bound(CatalogueFile file) => (2 * file.AboutBytes) + (1 << 20);
}
