using System.Collections.Concurrent;
using System.Security.Cryptography;
using Limner.Kernel.Errors;
using Limner.Models.Onnx;
using Limner.Safety.Paths;
using Limner.Storage;
using Microsoft.Extensions.Options;
using Microsoft.Win32.SafeHandles;

namespace Limner.Models.Store;

/// <summary>
/// Finds models by their manifests and hands out their files only after checking them. It knows two places: what is built in, <c>models/ID.json</c> and its files
/// beside the program or a folder of its own there, and what was installed, a folder for each model in <c>models/</c> of the data directory. Of the two a built-in model of the same id is the
/// one that is found. Thread-safe.
/// </summary>
public sealed class ModelStore
{
    internal const string ManifestName = "model.json";

    private readonly ConcurrentDictionary<string, (FileIdentity Identity, string Sha256)> _verified = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (FileIdentity Identity, IReadOnlyList<string> Locations)> _external = new(StringComparer.Ordinal);
    private readonly string _builtIn;
    private readonly string? _installed;
    private long _version;

    /// <summary>Knows only what is built in.</summary>
    public ModelStore()
        : this(DefaultBuiltIn, installed: null)
    {
    }

    public ModelStore(IOptions<StorageOptions> storage)
        : this(DefaultBuiltIn, Path.Join(Path.GetFullPath(storage.Value.DataDir), "models"))
    {
    }

    internal ModelStore(string builtIn, string? installed = null)
    {
        _builtIn = builtIn;
        _installed = installed;
    }

    /// <summary>Grows whenever a model is installed or removed by this process: what was read before may not be so any more.</summary>
    public long Version => Interlocked.Read(ref _version);

    /// <summary>All that can be used, by id. What cannot is left out: <see cref="List"/> tells why.</summary>
    public IReadOnlyList<ModelManifest> Models => List().Models;

    private static string DefaultBuiltIn => Path.Combine(AppContext.BaseDirectory, "models");

    /// <summary>Reads all manifests.</summary>
    public ModelListing List()
    {
        List<ModelManifest> models = [];
        List<BrokenModel> broken = [];
        foreach (var id in Ids().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            try
            {
                models.Add(Find(id));
            }
            catch (LimnerException failure) when (failure.Failure.Error != ErrorCatalogue.ModelNotFound)
            {
                broken.Add(new BrokenModel(id, failure.Failure));
            }
            catch (LimnerException)
            {
                // It was removed while the list was read.
            }
        }

        return new ModelListing(models, broken);
    }

    /// <summary>The manifest of a model.</summary>
    /// <exception cref="LimnerException"><c>model_not_found</c>; <c>model_load</c> when the manifest cannot be used.</exception>
    public ModelManifest Find(string id)
    {
        if (!ModelPaths.IsId(id))
        {
            throw new LimnerException(ErrorCatalogue.ModelNotFound, $"'{id}' is not the id of a model");
        }

        if (BuiltInManifest(id) is { } builtIn)
        {
            return ManifestJson.Read(id, ModelOrigin.BuiltIn, () => File.OpenHandle(builtIn));
        }

        return _installed is not null && Directory.Exists(Path.Join(_installed, id))
            ? ManifestJson.Read(id, ModelOrigin.Installed, () => new RootedFiles(_installed).OpenWithoutLinks($"{id}/{ManifestName}"))
            : throw new LimnerException(ErrorCatalogue.ModelNotFound, id);
    }

    /// <summary>Where a model's file lies, checked or not.</summary>
    public string PathOf(ModelManifest model, ModelFile file)
        => model.Origin == ModelOrigin.BuiltIn ? Path.Combine(Path.GetDirectoryName(BuiltInManifest(model.Id)) ?? _builtIn, file.Path) : Path.Join(FolderOf(model.Id), file.Path);

    /// <summary>
    /// The path of a model's file after its size and SHA-256 were found to be those of the manifest. The content is read once in the life of the process, and again
    /// only when the file is not the same any more (<see cref="FileIdentity"/>).
    /// </summary>
    /// <exception cref="LimnerException"><c>model_not_found</c> when it is missing, <c>model_load</c> when it is another file.</exception>
    public async Task<string> VerifyAsync(ModelManifest model, ModelFile file, CancellationToken cancellation)
    {
        var path = PathOf(model, file);
        using var handle = Open(model, file);
        try
        {
            var identity = FileIdentity.Of(handle);
            if (_verified.TryGetValue(path, out var known) && known == (identity, file.Sha256))
            {
                return path;
            }

            await using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 1 << 16, isAsync: false);
            if (identity.Size != file.Size || Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation)) != file.Sha256 || FileIdentity.Of(handle) != identity)
            {
                throw new LimnerException(ErrorCatalogue.ModelLoad, $"{file.Path} is not the file the manifest of {model.Id} describes");
            }

            _verified[path] = (identity, file.Sha256);
            return path;
        }
        catch (IOException unreadable)
        {
            throw Unreadable(model, file, unreadable);
        }
    }

    /// <summary>The files that hold weights of an ONNX file apart from it; all of them are files of the manifest.</summary>
    /// <exception cref="LimnerException"><c>model_not_found</c>; <c>model_load</c>: no ONNX file, cut off, or it refers to what is no file of the model.</exception>
    public IReadOnlyList<ModelFile> ExternalDataOf(ModelManifest model, ModelFile file)
    {
        var path = PathOf(model, file);
        using var handle = Open(model, file);
        try
        {
            var identity = FileIdentity.Of(handle);
            if (!_external.TryGetValue(path, out var known) || known.Identity != identity)
            {
                using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 4096, isAsync: false);
                known = (identity, OnnxExternalData.Read(stream));
                _external[path] = known;
            }

            var folder = file.Path[..(file.Path.LastIndexOf('/') + 1)];
            return [.. known.Locations.Select(location => model.FileAt(folder + location)
                ?? throw new LimnerException(ErrorCatalogue.ModelLoad, $"{file.Path} of {model.Id} keeps weights in '{location}', which is no file of the model"))];
        }
        catch (InvalidDataException damaged)
        {
            throw new LimnerException(ErrorCatalogue.ModelLoad, $"{file.Path} of {model.Id} is damaged or no ONNX file: {damaged.Message}", damaged);
        }
        catch (IOException unreadable)
        {
            throw Unreadable(model, file, unreadable);
        }
    }

    /// <summary>Says that a model has come or gone.</summary>
    internal void Touch() => Interlocked.Increment(ref _version);

    /// <summary>The folder of an installed model.</summary>
    internal string FolderOf(string id) => Path.Join(InstalledFolder, id);

    /// <summary>Where installed models lie; it need not be there.</summary>
    /// <exception cref="InvalidOperationException">This store knows only what is built in.</exception>
    internal string InstalledFolder => _installed ?? throw new InvalidOperationException("This store knows only what is built in.");

    /// <summary>Whether a model of this id comes with the program.</summary>
    internal bool IsBuiltIn(string id) => ModelPaths.IsId(id) && BuiltInManifest(id) is not null;

    /// <summary>Whether a model of this id is installed, however broken.</summary>
    internal bool IsInstalled(string id) => ModelPaths.IsId(id) && _installed is not null && Directory.Exists(FolderOf(id));

    private IEnumerable<string> Ids()
    {
        var builtIn = Directory.Exists(_builtIn)
            ? Directory.EnumerateFiles(_builtIn, "*.json").Select(Path.GetFileNameWithoutExtension)
                .Concat(Directory.EnumerateDirectories(_builtIn).Where(folder => File.Exists(Path.Combine(folder, ManifestName))).Select(Path.GetFileName))
            : [];
        var installed = Directory.Exists(_installed) ? Directory.EnumerateDirectories(_installed).Select(Path.GetFileName) : [];
        return builtIn.Concat(installed).OfType<string>().Where(ModelPaths.IsId);
    }

    /// <summary>Where the manifest of a built-in model lies: beside its files in <c>models/</c>, or in a folder of the model's own. Null: no such model is built in.</summary>
    private string? BuiltInManifest(string id)
        => new[] { Path.Combine(_builtIn, id + ".json"), Path.Combine(_builtIn, id, ManifestName) }.FirstOrDefault(File.Exists);

    private SafeFileHandle Open(ModelManifest model, ModelFile file)
    {
        try
        {
            return model.Origin == ModelOrigin.BuiltIn ? File.OpenHandle(PathOf(model, file)) : new RootedFiles(InstalledFolder).OpenWithoutLinks($"{model.Id}/{file.Path}");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException || (missing is LimnerException { Failure.Error: var error } && error == ErrorCatalogue.FileMissing))
        {
            throw new LimnerException(ErrorCatalogue.ModelNotFound, $"{file.Path} of {model.Id} is not there", missing);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or LimnerException)
        {
            throw Unreadable(model, file, unreadable);
        }
    }

    private static LimnerException Unreadable(ModelManifest model, ModelFile file, Exception why)
        => new(ErrorCatalogue.ModelLoad, $"{file.Path} of {model.Id} cannot be read: {why.Message}", why);
}

/// <summary>What the store holds.</summary>
/// <param name="Models">What can be used, by id.</param>
/// <param name="Broken">What is there and cannot be used.</param>
public sealed record ModelListing(IReadOnlyList<ModelManifest> Models, IReadOnlyList<BrokenModel> Broken);

/// <summary>A model whose manifest cannot be used.</summary>
public sealed record BrokenModel(string Id, Failure Why);
