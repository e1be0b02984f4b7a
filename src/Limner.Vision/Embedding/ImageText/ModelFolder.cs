using System.Text.Json;
using Limner.Kernel.Errors;
using Limner.Models.Store;

namespace Limner.Vision.Embedding.ImageText;

/// <summary>The files of an installed model that are read here, each checked against the manifest and bounded before it is.</summary>
internal sealed class ModelFolder(ModelStore store, ModelManifest manifest)
{
    private const long MaxConfigurationBytes = 1 << 20;

    public string Id => manifest.Id;

    private HashSet<string> Paths => manifest.Files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);

    /// <summary>The ONNX file that encodes texts; see <see cref="ImageTextLayout"/>.</summary>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.ModelLoad"/>: there is none.</exception>
    public string TextEncoder() => ImageTextLayout.TextEncoder(Paths) ?? throw Refused("has no text_model.onnx, neither in onnx/ nor beside its configuration");

    /// <summary>The ONNX file that encodes pictures.</summary>
    /// <inheritdoc cref="TextEncoder"/>
    public string ImageEncoder() => ImageTextLayout.ImageEncoder(Paths) ?? throw Refused("has no vision_model.onnx, neither in onnx/ nor beside its configuration");

    /// <summary>A configuration file's content; null where there is none.</summary>
    /// <exception cref="LimnerException"><c>model_not_found</c>, <see cref="ErrorCatalogue.ModelLoad"/>.</exception>
    public async Task<JsonElement?> JsonAsync(string path, CancellationToken cancellation)
    {
        if (await BytesAsync(path, MaxConfigurationBytes, cancellation) is not { } bytes)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(bytes);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw Refused($"has a {path} that is no object");
        }
        catch (JsonException broken)
        {
            throw Refused($"has a {path} that is no JSON: {broken.Message}", broken);
        }
    }

    /// <exception cref="LimnerException">As <see cref="JsonAsync"/>; <see cref="ErrorCatalogue.ModelLoad"/> where there is none.</exception>
    public async Task<JsonElement> RequiredJsonAsync(string path, CancellationToken cancellation) => await JsonAsync(path, cancellation) ?? throw Refused($"lacks {path}");

    /// <summary>A file's content; null where the model has no such file.</summary>
    public async Task<byte[]?> BytesAsync(string path, long most, CancellationToken cancellation)
    {
        if (manifest.Files.FirstOrDefault(file => file.Path == path) is not { } file)
        {
            return null;
        }

        if (file.Size > most)
        {
            throw Refused($"has a {path} of {file.Size} bytes; at most {most} are read");
        }

        var found = await store.VerifyAsync(manifest, file, cancellation);
        try
        {
            return await File.ReadAllBytesAsync(found, cancellation);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw Refused($"has a {path} that cannot be read: {unreadable.Message}", unreadable);
        }
    }

    public LimnerException Refused(string what, Exception? cause = null) => new(ErrorCatalogue.ModelLoad, $"{Id} {what}.", cause!);
}
