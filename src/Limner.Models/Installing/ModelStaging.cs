using Limner.Kernel.Errors;
using Limner.Models.Onnx;
using Limner.Models.Store;
using Limner.Safety.Paths;

namespace Limner.Models.Installing;

/// <summary>
/// Where a model grows before it is one: <c>models/.partial/ID</c> in the data directory, on the file system it will stay on, under a name that no id can have. It
/// becomes visible whole, by one renaming, after everything in it is on the disk.
/// </summary>
internal sealed class ModelStaging(ModelStore store)
{
    private const string RemovedPrefix = ".removed-"; // no id begins with a dot

    private readonly Lock _gate = new();
    private readonly HashSet<string> _busy = new(StringComparer.Ordinal);

    private string Root => Path.Join(store.InstalledFolder, ".partial");

    /// <summary>What belongs to the model while it is not installed: the files and notes on them.</summary>
    public string FolderOf(string id) => Path.Join(Root, id);

    /// <summary>The files, in the places they will have.</summary>
    public string FilesOf(string id) => Path.Join(FolderOf(id), "files");

    /// <summary>The models of which something is there.</summary>
    public IReadOnlyList<string> Ids
        => Directory.Exists(Root)
            ? [.. Directory.EnumerateDirectories(Root).Select(Path.GetFileName).OfType<string>().Where(name => ModelPaths.IsId(name))]
            : [];

    /// <summary>What is there of a model that is not installed, in bytes.</summary>
    public long SizeOf(string id)
    {
        try
        {
            var files = new DirectoryInfo(FilesOf(id));
            return files.Exists ? files.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) : 0;
        }
        catch (IOException)
        {
            return 0; // It was installed or thrown away while it was counted.
        }
    }

    /// <summary>Nobody else installs or removes the model until the result is disposed.</summary>
    /// <exception cref="LimnerException"><c>model_in_use</c>.</exception>
    public IDisposable Enter(string id)
    {
        lock (_gate)
        {
            return _busy.Add(id) ? new Leave(this, id) : throw new LimnerException(ErrorCatalogue.ModelInUse, $"{id} is being installed or removed");
        }
    }

    /// <summary>Throws away what is there of a model that is not installed.</summary>
    public void Discard(string id)
    {
        if (Directory.Exists(FolderOf(id)))
        {
            Directory.Delete(FolderOf(id), recursive: true);
        }
    }

    /// <summary>Checks the files and makes them the installed model.</summary>
    /// <exception cref="LimnerException"><c>model_load</c>: an ONNX file is damaged or refers to what is not in the model; <c>model_installed</c>; <c>storage_full</c>.</exception>
    public void Install(ModelManifest manifest)
    {
        var files = FilesOf(manifest.Id);
        foreach (var file in manifest.Files.Where(file => file.Path.EndsWith(".onnx", StringComparison.Ordinal)))
        {
            CheckOnnx(manifest, file, Path.Join(files, file.Path));
        }

        if (!ManifestJson.IsUsable(manifest))
        {
            throw new LimnerException(ErrorCatalogue.ModelImport, $"{manifest.Id} has files or texts that no manifest may have");
        }

        WriteWhole(Path.Join(files, ModelStore.ManifestName), ManifestJson.Write(manifest));
        foreach (var folder in Directory.EnumerateDirectories(files, "*", SearchOption.AllDirectories).Append(files))
        {
            FilePlacing.FlushDirectory(folder);
        }

        if (FilePlacing.Move(files, store.FolderOf(manifest.Id)) == Placed.NameTaken)
        {
            throw new LimnerException(ErrorCatalogue.ModelInstalled, manifest.Id);
        }

        store.Touch();
        FilePlacing.FlushDirectory(store.InstalledFolder);
        Discard(manifest.Id);
    }

    /// <summary>Takes an installed model out of sight, at once and whole.</summary>
    /// <returns>Where its files now are; to be deleted.</returns>
    public string Remove(string id)
    {
        Directory.CreateDirectory(Root);
        var removed = Path.Join(Root, RemovedPrefix + Guid.NewGuid().ToString("n"));
        Directory.Move(store.FolderOf(id), removed);
        store.Touch();
        FilePlacing.FlushDirectory(store.InstalledFolder);
        return removed;
    }

    /// <summary>Takes back <see cref="Remove"/>.</summary>
    public void PutBack(string id, string removed)
    {
        Directory.Move(removed, store.FolderOf(id));
        store.Touch();
        FilePlacing.FlushDirectory(store.InstalledFolder);
    }

    /// <summary>Models whose deletion the end of a process cut off: their folders, to be deleted.</summary>
    public IReadOnlyList<string> Removed => Directory.Exists(Root) ? [.. Directory.EnumerateDirectories(Root, RemovedPrefix + "*")] : [];

    /// <summary>Writes a small file so that it is either all there, also after the power went, or not at all.</summary>
    /// <exception cref="LimnerException"><c>storage_full</c>.</exception>
    public static void WriteWhole(string path, ReadOnlySpan<byte> content)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var temporary = path + ".new";
            using (var file = File.Create(temporary))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (IOException full) when (FilePlacing.IsFull(full))
        {
            throw new LimnerException(ErrorCatalogue.StorageFull, inner: full);
        }
    }

    private static void CheckOnnx(ModelManifest manifest, ModelFile file, string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var folder = file.Path[..(file.Path.LastIndexOf('/') + 1)];
            if (OnnxExternalData.Read(stream).FirstOrDefault(location => manifest.FileAt(folder + location) is null) is { } missing)
            {
                throw new LimnerException(ErrorCatalogue.ModelLoad, $"{file.Path} keeps weights in '{missing}', which is no file of the model");
            }
        }
        catch (InvalidDataException damaged)
        {
            throw new LimnerException(ErrorCatalogue.ModelLoad, $"{file.Path} is damaged or no ONNX file: {damaged.Message}", damaged);
        }
    }

    private sealed class Leave(ModelStaging staging, string id) : IDisposable
    {
        public void Dispose()
        {
            lock (staging._gate)
            {
                staging._busy.Remove(id);
            }
        }
    }
}
