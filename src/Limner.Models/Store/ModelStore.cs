using System.Security.Cryptography;
using System.Text.Json;
using Limner.Kernel.Errors;

namespace Limner.Models.Store;

/// <summary>
/// Finds models by their manifests and hands out their bytes only after checking them. It knows the models that are built in: those in
/// <c>models/</c> beside the program.
/// </summary>
public sealed class ModelStore
{
    private const long MaximumManifestBytes = 1 << 20;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
    };

    private readonly string _directory;

    public ModelStore()
        : this(Path.Combine(AppContext.BaseDirectory, "models"))
    {
    }

    internal ModelStore(string directory) => _directory = directory;

    /// <summary>The manifest of a model.</summary>
    /// <exception cref="LimnerException"><c>model_not_found</c>; <c>model_load</c> when the manifest cannot be used.</exception>
    public ModelManifest Find(string id)
    {
        if (!IsPlainName(id))
        {
            throw new LimnerException(ErrorCatalogue.ModelNotFound, $"'{id}' is not the id of a model");
        }

        var file = new FileInfo(Path.Combine(_directory, id + ".json"));
        if (!file.Exists)
        {
            throw new LimnerException(ErrorCatalogue.ModelNotFound, id);
        }

        var manifest = Read(file);
        if (manifest is not { Files.Count: > 0 } || manifest.Id != id || !manifest.Files.All(part => IsPlainName(part.Path)))
        {
            throw new LimnerException(ErrorCatalogue.ModelLoad, $"{file.Name} does not describe the model {id}");
        }

        return manifest;
    }

    /// <summary>The path of a model's file after its size and SHA-256 were found to be those of the manifest.</summary>
    /// <exception cref="LimnerException"><c>model_not_found</c> when it is missing, <c>model_load</c> when it is another file.</exception>
    public async Task<string> VerifyAsync(ModelManifest model, ModelFile file, CancellationToken cancellation)
    {
        var path = Path.Combine(_directory, file.Path);
        try
        {
            await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, useAsync: true);
            if (stream.Length != file.Size || Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation)) != file.Sha256)
            {
                throw new LimnerException(ErrorCatalogue.ModelLoad, $"{file.Path} is not the file the manifest of {model.Id} describes");
            }

            return path;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new LimnerException(ErrorCatalogue.ModelNotFound, $"{file.Path} of {model.Id} is not there", missing);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new LimnerException(ErrorCatalogue.ModelLoad, $"{file.Path} of {model.Id} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private static ModelManifest? Read(FileInfo file)
    {
        try
        {
            return file.Length <= MaximumManifestBytes
                ? JsonSerializer.Deserialize<ModelManifest>(File.ReadAllBytes(file.FullName), Json)
                : null;
        }
        catch (Exception broken) when (broken is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new LimnerException(ErrorCatalogue.ModelLoad, $"{file.Name} cannot be read: {broken.Message}", broken);
        }
    }

    // No separators and nothing that begins with a dot: a name from a manifest or a request never leads out of the directory.
    private static bool IsPlainName(string name)
        => name.Length is > 0 and <= 100 && name[0] != '.' && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-' or '_');
}
