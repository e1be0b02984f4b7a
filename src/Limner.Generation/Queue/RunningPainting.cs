using Limner.Imaging;
using Limner.Imaging.Output;

namespace Limner.Generation.Queue;

/// <summary>How far a painting is, at one moment.</summary>
/// <param name="Picture">The one being painted, from 0.</param>
/// <param name="Step">Of that picture, done.</param>
/// <param name="Preview">Number of the newest preview; null: there is none yet.</param>
/// <param name="StepSeconds">Mean of the steps so far; null before the first.</param>
internal sealed record PaintingStand(GenerationState State, int Picture, int Step, int Steps, int? Preview, double? StepSeconds);

/// <summary>One generation that is being painted here: the handle to stop it, and how far it is. Told by the thread that paints, asked by all others.</summary>
internal sealed class RunningPainting : IProgress<GenerationProgress>, IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _source;
    private readonly Action<RunningPainting> _changed;
    private readonly TimeProvider _clock;
    private GenerationProgress _progress = new(GenerationStage.Loading, 0, 0, 0);
    private LatentPreview? _preview;
    private byte[]? _encoded;
    private int _previews;
    private bool _isSaving;
    private long _began;
    private int _steps;
    private bool _disposed;

    public RunningPainting(GenerationRow row, TimeProvider clock, Action<RunningPainting> changed, CancellationToken stopping)
    {
        Row = row;
        _clock = clock;
        _changed = changed;
        _source = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    }

    public GenerationRow Row { get; }

    public CancellationToken Token => _source.Token;

    /// <summary>Its maker wants it no more.</summary>
    public bool IsCancelled { get; private set; }

    public PaintingStand Stand
    {
        get
        {
            lock (_gate)
            {
                var state = _isSaving ? GenerationState.Saving : _progress.Stage switch
                {
                    GenerationStage.Loading => GenerationState.Loading,
                    GenerationStage.Encoding => GenerationState.Encoding,
                    GenerationStage.Sampling => GenerationState.Sampling,
                    _ => GenerationState.Decoding,
                };
                double? stepSeconds = _steps > 0 && _began != 0 ? _clock.GetElapsedTime(_began).TotalSeconds / _steps : null;
                return new PaintingStand(state, _progress.Picture, _progress.Step, _progress.Steps, _previews > 0 ? _previews : null, stepSeconds);
            }
        }
    }

    public void Report(GenerationProgress value)
    {
        lock (_gate)
        {
            if (value.Stage == GenerationStage.Sampling)
            {
                _began = _began == 0 ? _clock.GetTimestamp() : _began;
                _steps += value.Step > 0 ? 1 : 0;
            }

            _progress = value;
            if (value.Preview is not null)
            {
                // The one nobody has fetched gives way: encoding is left to who asks.
                (_preview, _encoded) = (value.Preview, null);
                _previews++;
            }
        }

        _changed(this);
    }

    public void Saving()
    {
        lock (_gate)
        {
            _isSaving = true;
        }

        _changed(this);
    }

    /// <summary>The newest preview as WebP, one pixel a latent; null while there is none.</summary>
    public (byte[] File, int Number)? Preview()
    {
        LatentPreview? preview;
        int number;
        lock (_gate)
        {
            if (_encoded is not null)
            {
                return (_encoded, _previews);
            }

            (preview, number) = (_preview, _previews);
        }

        if (preview is null)
        {
            return null;
        }

        using var pixels = new PixelBuffer(preview.Width, preview.Height);
        preview.Rgb.CopyTo(pixels.Writable);
        var file = PictureEncoder.EncodePreview(pixels);
        lock (_gate)
        {
            if (_previews == number)
            {
                _encoded = file;
            }
        }

        return (file, number);
    }

    public void Cancel()
    {
        lock (_gate)
        {
            if (_disposed || IsCancelled)
            {
                return;
            }

            IsCancelled = true;
        }

        // Whoever cancels does not wait for what that sets off in native code.
        _ = StopAsync();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _source.Dispose();
    }

    private async Task StopAsync()
    {
        try
        {
            await _source.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself in the meantime.
        }
    }
}
