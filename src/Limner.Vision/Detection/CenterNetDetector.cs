using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Limner.Imaging;
using Limner.Models.Onnx;
using Limner.Models.Store;
using Limner.Vision.Embedding;
using static Limner.Vision.Detection.CenterNetDecoder;

namespace Limner.Vision.Detection;

/// <summary>The built-in detector, MobileNetV3-CenterNet (docs/decisions/0004-tfjs-to-onnx.md).</summary>
internal sealed class CenterNetDetector : IObjectDetector, IDisposable
{
    private const string ModelId = BuiltInModels.ObjectDetection;

    private readonly ModelSessions _sessions;
    private readonly TimeProvider _clock;
    private readonly Lazy<string> _version;
    private readonly Meter _meter = new("Limner.Vision");
    private readonly Histogram<double> _duration;
    private readonly ConcurrentBag<Workspace> _workspaces = [];

    // What was seen of pixels that are still there: detections and the pooled map are wanted one after the other, of one run.
    private readonly ConditionalWeakTable<PixelBuffer, Seen> _seen = [];

    public CenterNetDetector(ModelSessions sessions, ModelStore store, TimeProvider clock)
    {
        _sessions = sessions;
        _clock = clock;
        _version = new Lazy<string>(
            () => string.Create(CultureInfo.InvariantCulture, $"{ModelId}-{store.Find(ModelId).Files[0].Sha256[..12]}-c{LeastConfidence:0.##}-iou{MaximumOverlap:0.##}"),
            LazyThreadSafetyMode.PublicationOnly);
        _duration = _meter.CreateHistogram<double>("limner.vision.detections", "s", "Time to find the objects of one picture");
    }

    public string Version => _version.Value;

    internal Meter Meter => _meter;

    public async Task<IReadOnlyList<Detection>> DetectAsync(PixelBuffer square512, CancellationToken cancellation)
        => (await LookAsync(square512, cancellation)).Detections;

    /// <summary>The mean of each channel of the last backbone map, <see cref="BackboneMap.Channels"/> of them. Runs the model if it has not just run on these pixels.</summary>
    /// <exception cref="ArgumentException">The buffer has another size.</exception>
    internal async Task<float[]> PoolAsync(PixelBuffer square512, CancellationToken cancellation) => (await LookAsync(square512, cancellation)).Pooled;

    private async Task<Seen> LookAsync(PixelBuffer square512, CancellationToken cancellation)
    {
        if (square512 is not { Width: InputSide, Height: InputSide })
        {
            throw new ArgumentException($"The detector takes {InputSide} x {InputSide} pixels, not {square512.Width} x {square512.Height}.", nameof(square512));
        }

        if (_seen.TryGetValue(square512, out var before))
        {
            return before;
        }

        using var lease = await _sessions.LeaseAsync(ModelId, cancellation);
        var started = _clock.GetTimestamp();
        var workspace = _workspaces.TryTake(out var pooled) ? pooled : new Workspace();
        try
        {
            workspace.Run(lease, square512.Rgb.Span, cancellation);
            var seen = new Seen(Decode(workspace.Heatmap.Elements, workspace.Sides.Elements, LeastConfidence), BackboneMap.Pool(workspace.Features.Elements));
            _seen.AddOrUpdate(square512, seen);
            return seen;
        }
        finally
        {
            Return(workspace);
            _duration.Record(_clock.GetElapsedTime(started).TotalSeconds);
        }
    }

    public void Dispose()
    {
        while (_workspaces.TryTake(out var workspace))
        {
            workspace.Dispose();
        }

        _meter.Dispose();
    }

    /// <summary>Runs the model and gives all its outputs to <paramref name="read"/>: for tests that compare them with another runtime's.</summary>
    internal async Task RunAsync(ReadOnlyMemory<byte> rgb, Action<Workspace> read, CancellationToken cancellation)
    {
        using var lease = await _sessions.LeaseAsync(ModelId, cancellation);
        using var workspace = new Workspace();
        workspace.Run(lease, rgb.Span, cancellation);
        read(workspace);
    }

    private void Return(Workspace workspace)
    {
        // A crowd of callers must not leave a crowd of 9 MB workspaces behind.
        if (_workspaces.Count < Environment.ProcessorCount)
        {
            _workspaces.Add(workspace);
        }
        else
        {
            workspace.Dispose();
        }
    }

    private sealed record Seen(IReadOnlyList<Detection> Detections, float[] Pooled);

    /// <summary>The tensors of one run, 9 MB.</summary>
    internal sealed class Workspace : IDisposable
    {
        private readonly ModelTensor<float> _image = new(1, 3, InputSide, InputSide);
        private readonly ModelTensor[] _inputs;
        private readonly ModelTensor[] _outputs;

        public Workspace()
        {
            _inputs = [_image];
            _outputs = [Heatmap, Sides, Features];
        }

        public ModelTensor<float> Heatmap { get; } = new(1, Classes, MapSide, MapSide);

        public ModelTensor<float> Sides { get; } = new(1, 4, MapSide, MapSide);

        public ModelTensor<float> Features { get; } = new(1, BackboneMap.Channels, BackboneMap.Side, BackboneMap.Side);

        public void Run(ModelLease lease, ReadOnlySpan<byte> rgb, CancellationToken cancellation)
        {
            PlanarPixels.Split(rgb, _image.Elements);
            lease.Run(_inputs, _outputs, cancellation);
        }

        public void Dispose()
        {
            _image.Dispose();
            Array.ForEach(_outputs, output => output.Dispose());
        }
    }
}
