using System.Security.Cryptography;
using System.Text.Json;
using Limner.Kernel.Errors;
using Limner.Models.Catalogue;
using Limner.Models.Onnx;
using Limner.Models.Store;
using Limner.Safety.Paths;
using Limner.Storage;
using Microsoft.Extensions.Options;

namespace Limner.Models.Installing;

/// <summary>
/// Copies a model from a folder of this machine: one that was installed elsewhere (it has a <c>model.json</c>, and its files are held to it), or a repository as it was
/// published. Only folders below those that are allowed, never through a link, and only files that belong to a model: nothing else that lies there leaves its place.
/// </summary>
internal sealed class ModelImport(
    ModelStaging staging, ModelCatalogue catalogue, FreeSpace space, IEnumerable<IImportedKind> kinds, IOptions<StorageOptions> storage, IOptionsMonitor<ModelsOptions> options, TimeProvider clock)
{
    private const int MaximumFiles = 500;

    private static readonly EnumerationOptions Plain = new() { RecurseSubdirectories = false, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    /// <summary>Folders below which models may be imported.</summary>
    public IReadOnlyList<string> Roots => [Path.Join(Path.GetFullPath(storage.Value.DataDir), "import"), .. ImportFoldersAttribute.Parse(options.CurrentValue.ImportFolders)];

    /// <summary>The id a folder would be installed under.</summary>
    /// <param name="otherwise">Where nothing names one and its own name makes none; null: it is refused.</param>
    /// <exception cref="LimnerException"><c>validation</c>: not below an allowed folder, or its name makes no id, or it is not there; <c>model_import</c>.</exception>
    public string IdOf(string path, string? wanted, string? otherwise = null)
    {
        var (root, below) = Locate(path);
        using (Open(root, below))
        {
            var described = Manifest(root, below);
            var id = described?.Id ?? wanted ?? Path.GetFileName(below).ToLowerInvariant();
            if (described is not null && wanted is not null && wanted != described.Id)
            {
                throw new LimnerException(ErrorCatalogue.Validation.With($"The folder's own model.json calls it {described.Id}.", "id"));
            }

            return ModelPaths.IsId(id) ? id
                : otherwise is not null ? otherwise
                : throw new LimnerException(ErrorCatalogue.Validation.With("Give an id of lower-case letters, digits, dots, dashes and underscores.", "id"));
        }
    }

    /// <exception cref="LimnerException"><c>model_import</c>, <c>validation</c>, <c>storage_full</c>.</exception>
    /// <param name="progress">Null: nobody asks.</param>
    public async Task<ModelManifest> CopyAsync(string id, string path, string? licence, InstallProgress? progress, CancellationToken cancellation)
    {
        var (root, below) = Locate(path);
        var described = Manifest(root, below);
        var files = described is null ? List(root, below) : [.. described.Files.Select(file => file.Path)];
        staging.Discard(id);
        var rooted = new RootedFiles(root);
        var total = files.Sum(file => Length(rooted, below, file));
        space.Check(id, total);
        if (progress is not null)
        {
            await progress.BeginAsync(total, 0, "Copying", cancellation);
        }

        List<ModelFile> copied = [];
        foreach (var file in files)
        {
            var copy = await CopyAsync(rooted, $"{below}/{file}", Path.Join(staging.FilesOf(id), file), file, progress, cancellation);
            if (described?.FileAt(file) is { } expected && (expected.Size, expected.Sha256) != (copy.Size, copy.Sha256))
            {
                staging.Discard(id);
                throw new LimnerException(ErrorCatalogue.ModelImport, $"{file} is not the file that model.json describes");
            }

            copied.Add(copy with { Trust = described?.FileAt(file)?.Trust ?? FileTrust.Imported });
        }

        if (progress is not null)
        {
            await progress.SayAsync("Checking", cancellation);
        }

        foreach (var file in copied.Where(file => file.Path.EndsWith(".json", StringComparison.Ordinal)))
        {
            await CheckJsonAsync(Path.Join(staging.FilesOf(id), file.Path), file.Path, cancellation);
        }

        var known = catalogue.Find(id);
        var task = described?.Task ?? known?.Task ?? TaskOf(files) ?? Recognise(id, files);
        kinds.FirstOrDefault(kind => kind.Task == task)?.Check(files, file => File.OpenRead(Path.Join(staging.FilesOf(id), file)));
        return described is not null
            ? described with { Files = copied, InstalledAt = clock.GetUtcNow() }
            : new ModelManifest(
                id,
                task,
                known?.Title ?? id,
                licence ?? known?.Licence ?? "NOASSERTION",
                "Imported from a folder",
                0,
                copied)
            { InstalledAt = clock.GetUtcNow() };
    }

    /// <summary>What describes a model and its tokens is an object, or an array of them: damaged, the model could be installed and never used.</summary>
    private static async Task CheckJsonAsync(string path, string name, CancellationToken cancellation)
    {
        try
        {
            await using var stream = File.OpenRead(path);
            using var document = await JsonDocument.ParseAsync(stream, cancellationToken: cancellation);
            if (document.RootElement.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            {
                throw new LimnerException(ErrorCatalogue.ModelImport, $"{name} holds neither an object nor an array");
            }
        }
        catch (JsonException damaged)
        {
            throw new LimnerException(ErrorCatalogue.ModelImport, $"{name} is damaged or no JSON: {damaged.Message}", damaged);
        }
    }

    /// <summary>What a model for meaning cannot do without, whatever its encoders are: how its texts become tokens, and what it is.</summary>
    private static void CheckComplete(IReadOnlyCollection<string> files)
    {
        if (!files.Contains("config.json"))
        {
            throw new LimnerException(ErrorCatalogue.ModelImport, "config.json is missing: a model for meaning cannot be used without it");
        }

        if (!files.Contains("tokenizer.json") && !(files.Contains("vocab.json") && files.Contains("merges.txt")))
        {
            throw new LimnerException(ErrorCatalogue.ModelImport, "tokenizer.json is missing, and so are vocab.json and merges.txt: a model for meaning needs one of them");
        }
    }

    private static string? TaskOf(IReadOnlyCollection<string> files)
        => files.Contains("model_index.json") ? ModelTasks.TextToImage
            : ImageTextLayout.Fits(files) ? ModelTasks.ImageTextEmbedding
            : null;

    /// <summary>What its files are, where their names do not tell.</summary>
    /// <exception cref="LimnerException"><c>model_import</c>: nothing that is known, and what the kinds that were asked miss in it.</exception>
    private string Recognise(string id, List<string> files)
    {
        var reasons = new List<string>();
        foreach (var kind in kinds)
        {
            try
            {
                kind.Check(files, file => File.OpenRead(Path.Join(staging.FilesOf(id), file)));
                return kind.Task;
            }
            catch (LimnerException misfit) when (misfit.Failure.Error == ErrorCatalogue.ModelImport)
            {
                reasons.Add($"nor {kind.Task}: {misfit.Failure.Detail}");
            }
        }

        throw new LimnerException(
            ErrorCatalogue.ModelImport,
            "It is neither a model that paints (it has no model_index.json) nor one for meaning (vision_model.onnx and text_model.onnx, or one model.onnx for both, in onnx/ or beside preprocessor_config.json and its tokenizer); "
            + string.Join("; ", reasons.DefaultIfEmpty("nothing else is known")));
    }

    private static async Task<ModelFile> CopyAsync(RootedFiles rooted, string from, string to, string name, InstallProgress? progress, CancellationToken cancellation)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            using var handle = rooted.OpenWithoutLinks(from);
            await using var source = new FileStream(handle, FileAccess.Read, bufferSize: 0, isAsync: false);
            await using var target = new FileStream(to, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[1 << 17];
            int read;
            while ((read = await source.ReadAsync(buffer, cancellation)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                await target.WriteAsync(buffer.AsMemory(0, read), cancellation);
                if (progress is not null)
                {
                    await progress.AddAsync(read, cancellation);
                }
            }

            target.Flush(flushToDisk: true);
            return new ModelFile(name, target.Length, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        catch (LimnerException unreadable)
        {
            throw new LimnerException(ErrorCatalogue.ModelImport, $"{name}: {unreadable.Failure.Error.Title}", unreadable);
        }
        catch (IOException full) when (FilePlacing.IsFull(full))
        {
            throw new LimnerException(ErrorCatalogue.StorageFull, inner: full);
        }
        catch (IOException failure)
        {
            throw new LimnerException(ErrorCatalogue.ModelImport, $"{name}: {failure.Message}", failure);
        }
    }

    /// <summary>The ONNX files of a published repository, the files their weights are in, and what describes them and their tokens.</summary>
    private static List<string> List(string root, string below)
    {
        List<string> files = [];
        Walk("", 1);

        // Repositories hold the same encoders in many precisions, gigabytes of which one pair is used.
        if (TaskOf(files) == ModelTasks.ImageTextEmbedding)
        {
            string?[] used = [ImageTextLayout.TextEncoder(files), ImageTextLayout.ImageEncoder(files)];
            files.RemoveAll(file => file.EndsWith(".onnx", StringComparison.Ordinal) && !used.Contains(file));
            CheckComplete(files);
        }

        var rooted = new RootedFiles(root);
        foreach (var onnx in files.Where(file => file.EndsWith(".onnx", StringComparison.Ordinal)).ToList())
        {
            try
            {
                using var stream = new FileStream(rooted.OpenWithoutLinks($"{below}/{onnx}"), FileAccess.Read, bufferSize: 4096, isAsync: false);
                files.AddRange(OnnxExternalData.Read(stream).Select(location => onnx[..(onnx.LastIndexOf('/') + 1)] + location));
            }
            catch (InvalidDataException damaged)
            {
                throw new LimnerException(ErrorCatalogue.ModelImport, $"{onnx} is damaged or no ONNX file: {damaged.Message}", damaged);
            }
        }

        files = [.. files.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return files.Find(file => !ModelPaths.IsFile(file)) is { } odd ? throw new LimnerException(ErrorCatalogue.ModelImport, $"'{odd}' is no name for a file of a model")
            : files.Count is 0 or > MaximumFiles ? throw new LimnerException(ErrorCatalogue.ModelImport, $"It has {files.Count} files of a model; 1 to {MaximumFiles} can be imported")
            : files;

        void Walk(string folder, int depth)
        {
            using var directory = Open(root, folder.Length == 0 ? below : $"{below}/{folder}");
            foreach (var entry in new DirectoryInfo(directory.Path).EnumerateFileSystemInfos("*", Plain))
            {
                var name = folder.Length == 0 ? entry.Name : $"{folder}/{entry.Name}";
                if (entry.Name.StartsWith('.'))
                {
                    continue;
                }

                if (entry.LinkTarget is not null)
                {
                    // Left out in silence, the model would lack it.
                    if (IsOfModel(entry.Name))
                    {
                        throw new LimnerException(ErrorCatalogue.ModelImport, $"{name} is a symbolic link, which is not followed: put the file itself there");
                    }

                    continue;
                }

                if (entry is DirectoryInfo && depth < 4)
                {
                    Walk(name, depth + 1);
                }
                else if (entry is FileInfo && IsOfModel(entry.Name) && entry.Name != ModelStore.ManifestName)
                {
                    files.Add(name);
                }

                if (files.Count > MaximumFiles)
                {
                    throw new LimnerException(ErrorCatalogue.ModelImport, $"It has more than {MaximumFiles} files of a model");
                }
            }
        }
    }

    /// <summary>inference.yml is how Paddle describes a model.</summary>
    private static bool IsOfModel(string name) => Path.GetExtension(name) is ".onnx" or ".json" or ".txt" or ".model" || name == "inference.yml";

    private static PinnedDirectory Open(string root, string below)
    {
        try
        {
            return new RootedFiles(root).OpenDirectory(below);
        }
        catch (LimnerException missing) when (missing.Failure.Error == ErrorCatalogue.FileMissing || missing.Failure.Error == ErrorCatalogue.FolderNotFound)
        {
            // Not folder_missing: that tells how a folder of the library comes back.
            throw new LimnerException(ErrorCatalogue.Validation.With("There is no such folder. Give the path of the folder that holds the model's files.", "path"), missing);
        }
        catch (LimnerException refused) when (refused.Failure.Error == ErrorCatalogue.PathOutsideRoot)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("A symbolic link is on the way to the folder.", "path"), refused);
        }
    }

    private static long Length(RootedFiles rooted, string below, string file)
    {
        try
        {
            using var handle = rooted.OpenWithoutLinks($"{below}/{file}");
            return RandomAccess.GetLength(handle);
        }
        catch (LimnerException unreadable)
        {
            throw new LimnerException(ErrorCatalogue.ModelImport, $"{file}: {unreadable.Failure.Error.Title}", unreadable);
        }
    }

    private static ModelManifest? Manifest(string root, string below)
    {
        var rooted = new RootedFiles(root);
        try
        {
            using var probe = rooted.OpenWithoutLinks($"{below}/{ModelStore.ManifestName}");
        }
        catch (LimnerException missing) when (missing.Failure.Error == ErrorCatalogue.FileMissing)
        {
            return null;
        }
        catch (LimnerException refused)
        {
            throw new LimnerException(ErrorCatalogue.ModelImport, $"model.json: {refused.Failure.Error.Title}", refused);
        }

        try
        {
            return ManifestJson.Read(null, ModelOrigin.Installed, () => rooted.OpenWithoutLinks($"{below}/{ModelStore.ManifestName}"));
        }
        catch (LimnerException unusable)
        {
            throw new LimnerException(ErrorCatalogue.ModelImport, unusable.Failure.Detail, unusable);
        }
    }

    /// <summary>The allowed folder, and the path below it.</summary>
    private (string Root, string Below) Locate(string? path)
    {
        if (string.IsNullOrWhiteSpace(path) || path.Contains('\0') || !Path.IsPathFullyQualified(path))
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("Give the folder's full path, beginning with a slash.", "path"));
        }

        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        foreach (var root in Roots.Select(root => Path.TrimEndingDirectorySeparator(Path.GetFullPath(root))))
        {
            if (full.StartsWith(root + "/", StringComparison.Ordinal))
            {
                return (root, full[(root.Length + 1)..]);
            }
        }

        throw new LimnerException(ErrorCatalogue.Validation.With("Models are imported from below the folder import in the data directory, and from below those that models.import_folders names.", "path"));
    }
}
