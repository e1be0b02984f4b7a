using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;
using Limner.Kernel.Errors;
using Limner.Models.Onnx;
using Limner.Models.Store;

namespace Limner.Vision.Embedding.ImageText;

/// <summary>A model as its manifest describes it; its files are opened on first use.</summary>
internal sealed class InstalledImageTextModel : IImageTextModel
{
    private readonly Counter<long> _made;
    private readonly OnnxTextEncoder _texts;
    private readonly OnnxImageEncoder _pictures;
    private readonly Func<InstalledImageTextModel, bool> _isInstalled;
    private int _dimensions;

    /// <param name="isInstalled">Whether it is one of the installed models still.</param>
    public InstalledImageTextModel(ModelManifest manifest, ModelStore store, ModelSessions sessions, ImageTextScales scales, Counter<long> made, Func<InstalledImageTextModel, bool> isInstalled)
    {
        Id = manifest.Id;
        Model = NameOf(manifest);
        (_made, _isInstalled) = (made, isInstalled);
        (TextScale, PictureScale) = (scales.Text, scales.Picture);
        var folder = new ModelFolder(store, manifest);
        _texts = new OnnxTextEncoder(this, folder, sessions);
        _pictures = new OnnxImageEncoder(this, folder, sessions);
    }

    public string Id { get; }

    public string Model { get; }

    public LikenessScale TextScale { get; }

    public LikenessScale PictureScale { get; }

    public ITextEncoder Texts => _texts;

    public IImageEncoder Pictures => _pictures;

    /// <summary>See <see cref="IImageTextModel.Model"/>.</summary>
    public static string NameOf(ModelManifest manifest)
    {
        var files = string.Concat(manifest.Files.OrderBy(file => file.Path, StringComparer.Ordinal).Select(file => $"{file.Path}\0{file.Sha256}\n"));
        return $"{manifest.Id}@{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(files)))[..12]}";
    }

    /// <summary>A session of one of its files.</summary>
    /// <exception cref="LimnerException"><c>model_not_found</c>: it was removed, or others of the same id have taken its place.</exception>
    internal async ValueTask<ModelLease> LeaseAsync(ModelSessions sessions, string file, CancellationToken cancellation)
    {
        var lease = await sessions.LeaseAsync(Id, file, cancellation);
        if (_isInstalled(this))
        {
            return lease;
        }

        lease.Dispose();
        throw new LimnerException(ErrorCatalogue.ModelNotFound, Model);
    }

    /// <summary>Counts a vector, and holds the two encoders to the same number of dimensions.</summary>
    internal void Count(string kind, float[] vector)
    {
        var known = Interlocked.CompareExchange(ref _dimensions, vector.Length, 0);
        if (known != 0 && known != vector.Length)
        {
            throw new LimnerException(ErrorCatalogue.ModelLoad, $"{Id} makes vectors of {known} and of {vector.Length} dimensions: its encoders do not belong together.");
        }

        _made.Add(1, new KeyValuePair<string, object?>("kind", kind));
    }
}
