using System.Text.Json;
using System.Text.Json.Serialization;
using Limner.Kernel.Errors;
using Microsoft.Win32.SafeHandles;

namespace Limner.Models.Store;

/// <summary>Manifests as they stand on disk. What is read here may have been written by anybody.</summary>
internal static class ManifestJson
{
    private const long MaximumBytes = 1 << 20;
    private const int MaximumFiles = 500;
    private const int LongestText = 2000;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    };

    public static byte[] Write(ModelManifest manifest) => JsonSerializer.SerializeToUtf8Bytes(manifest, Json);

    /// <param name="id">Which model it has to describe; null: any.</param>
    /// <exception cref="LimnerException"><c>model_load</c>: there is no such file, or it does not describe this model.</exception>
    public static ModelManifest Read(string? id, ModelOrigin origin, Func<SafeFileHandle> open)
    {
        var described = id ?? "a model";
        try
        {
            using var file = open();
            var length = RandomAccess.GetLength(file);
            var manifest = length <= MaximumBytes ? Parse(file, (int)length) : null;
            return manifest is not null && (id is null ? ModelPaths.IsId(manifest.Id) : manifest.Id == id) && IsUsable(manifest)
                ? manifest with { Origin = origin }
                : throw new LimnerException(ErrorCatalogue.ModelLoad, id is null ? "the manifest does not describe a model" : $"the manifest of {id} does not describe that model");
        }
        catch (LimnerException missing) when (missing.Failure.Error == ErrorCatalogue.FileMissing)
        {
            throw new LimnerException(ErrorCatalogue.ModelLoad, $"{described} has no manifest", missing);
        }
        catch (LimnerException refused) when (refused.Failure.Error != ErrorCatalogue.ModelLoad)
        {
            throw new LimnerException(ErrorCatalogue.ModelLoad, $"the manifest of {described} cannot be read: {refused.Message}", refused);
        }
        catch (Exception broken) when (broken is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new LimnerException(ErrorCatalogue.ModelLoad, $"the manifest of {described} cannot be read: {broken.Message}", broken);
        }
    }

    /// <summary>Whether nothing in it could lead out of the model's folder or be mistaken for another thing.</summary>
    public static bool IsUsable(ModelManifest manifest)
        => manifest.Files.Count is > 0 and <= MaximumFiles
            && manifest.MemoryBytes >= 0
            && manifest.Files.All(IsUsable)
            && manifest.Files.Select(file => file.Path).Distinct(StringComparer.OrdinalIgnoreCase).Count() == manifest.Files.Count
            && new[] { manifest.Task, manifest.Title, manifest.Licence, manifest.Source }.All(text => text.Length <= LongestText);

    private static bool IsUsable(ModelFile? file)
        => file is { Size: >= 0 and < 1L << 50 }
            && ModelPaths.IsFile(file.Path)
            && file.Path != ModelStore.ManifestName
            && file.Sha256.Length == 64
            && file.Sha256.All(char.IsAsciiHexDigitLower);

    private static ModelManifest? Parse(SafeFileHandle file, int length)
    {
        var bytes = new byte[length];
        var read = RandomAccess.Read(file, bytes, 0);
        return JsonSerializer.Deserialize<ModelManifest>(bytes.AsSpan(0, read), Json);
    }
}
