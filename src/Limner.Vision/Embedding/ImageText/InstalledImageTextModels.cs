using System.Diagnostics.Metrics;
using System.Text.Json;
using Limner.Models.Onnx;
using Limner.Models.Store;

namespace Limner.Vision.Embedding.ImageText;

/// <inheritdoc cref="IImageTextModels"/>
internal sealed class InstalledImageTextModels : IImageTextModels, IDisposable
{
    private const long MaxConfigurationBytes = 1 << 20;

    private readonly ModelStore _store;
    private readonly ModelSessions _sessions;
    private readonly Lock _gate = new();
    private readonly Meter _meter = new("Limner.Vision.Embedding");
    private readonly Counter<long> _made;
    private IReadOnlyList<InstalledImageTextModel> _before = [];
    private volatile Known? _known;

    public InstalledImageTextModels(ModelStore store, ModelSessions sessions)
    {
        (_store, _sessions) = (store, sessions);
        _made = _meter.CreateCounter<long>("embedding_generation_total", "{vector}", "Vectors made by image-text models, by what they are made of: text, picture.");
    }

    public IImageTextModel? Choose(string wanted)
        => wanted.Length == 0 ? Models.Count > 0 ? Models[0] : null : Models.FirstOrDefault(model => model.Id == wanted);

    public IImageTextModel? Find(string model) => Models.FirstOrDefault(installed => installed.Model == model);

    public void Refresh()
    {
        lock (_gate)
        {
            _known = null;
        }
    }

    public void Dispose() => _meter.Dispose();

    /// <summary>The one installed last first.</summary>
    private IReadOnlyList<InstalledImageTextModel> Models
    {
        get
        {
            // Before the manifests are read: what comes or goes meanwhile makes them be read again.
            var version = _store.Version;
            if (_known is { } known && known.Version == version)
            {
                return known.Models;
            }

            lock (_gate)
            {
                if (_known?.Version != version)
                {
                    _known = new Known(Read(), version);
                }

                return _known.Models;
            }
        }
    }

    /// <summary>Models that are there still are the same objects: what they have read stays.</summary>
    private IReadOnlyList<InstalledImageTextModel> Read()
    {
        IReadOnlyList<InstalledImageTextModel> models =
        [
            .. _store.Models.Where(manifest => manifest.Task == ModelTasks.ImageTextEmbedding)
                .OrderByDescending(manifest => manifest.InstalledAt).ThenBy(manifest => manifest.Id, StringComparer.Ordinal)
                .Select(manifest => _before.FirstOrDefault(model => model.Model == InstalledImageTextModel.NameOf(manifest))
                    ?? new InstalledImageTextModel(manifest, _store, _sessions, ScalesOf(manifest), _made, IsInstalled)),
        ];

        _before = models;
        return models;
    }

    private bool IsInstalled(InstalledImageTextModel model) => Models.Contains(model);

    private ImageTextScales ScalesOf(ModelManifest manifest)
    {
        if (manifest.Files.FirstOrDefault(file => file is { Path: "config.json", Size: <= MaxConfigurationBytes }) is not { } file)
        {
            return ImageTextScales.Unknown;
        }

        try
        {
            using var stream = new FileStream(_store.PathOf(manifest, file), FileMode.Open, FileAccess.Read, FileShare.Read);
            if (stream.Length != file.Size)
            {
                return ImageTextScales.Unknown;
            }

            using var config = JsonDocument.Parse(stream);
            return ImageTextScales.Of(config.RootElement);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            // Only how scores are told hangs on it here; encoding refuses the model and says why.
            return ImageTextScales.Unknown;
        }
    }

    /// <param name="Version">Of the store, when the manifests were read.</param>
    private sealed record Known(IReadOnlyList<InstalledImageTextModel> Models, long Version);
}
