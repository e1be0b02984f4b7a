using System.Text.Json;
using Limner.Kernel.Errors;
using Limner.Models.Store;

namespace Limner.Vision.Embedding.ImageText;

/// <summary>The files of an installed model that are read here, each checked against the manifest and bounded before it is.</summary>
internal sealed class ModelFolder(ModelStore store, ModelManifest manifest)
{
    private const long MaxConfigurationBytes = 1 << 20;

    public string Id => manifest.Id;

    public bool Has(string path) => manifest.Files.Any(file => file.Path == path);

    /// <summary>The ONNX file of an encoder: whole precision before reduced ones, in <c>onnx/</c> or beside the configuration.</summary>
    /// <param name="names">What it may be called, without ending.</param>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.ModelLoad"/>: there is none.</exception>
    public string Encoder(params IReadOnlyList<string> names)
    {
        // Reduced precision in the order of what is lost by it; on processors without half precision the eight-bit ones are also the faster ones.
        IReadOnlyList<string> precisions = ["", "_quantized", "_int8", "_uint8", "_fp16", "_q4", "_q4f16", "_bnb4"];
        return precisions.SelectMany(precision => names.SelectMany(name => new[] { $"onnx/{name}{precision}.onnx", $"{name}{precision}.onnx" })).FirstOrDefault(Has)
            ?? throw Refused($"has no {names[0]}.onnx, neither in onnx/ nor beside its configuration");
    }

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
