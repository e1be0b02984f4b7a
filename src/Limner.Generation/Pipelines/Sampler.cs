using Limner.Generation.Folders;
using Limner.Generation.Noise;
using Limner.Generation.Schedulers;

namespace Limner.Generation.Pipelines;

/// <summary>
/// The steps for a batch of pictures. All buffers are made beforehand; a step allocates nothing that grows with the picture. Pictures of a batch share the scheduler and
/// the runs of the network; their chance is their own.
/// </summary>
internal sealed class Sampler
{
    private readonly DiffusionFolder _folder;
    private readonly Scheduler _scheduler;
    private readonly PictureNoise[] _noises;
    private readonly int _length;
    private readonly float[] _sample;
    private readonly float[] _noise;

    /// <param name="noises">One for each picture of the batch.</param>
    /// <param name="length">Elements of one picture's latents.</param>
    /// <param name="scheduler">Made for all of them.</param>
    public Sampler(DiffusionFolder folder, Scheduler scheduler, PictureNoise[] noises, int length)
    {
        _folder = folder;
        _scheduler = scheduler;
        _noises = noises;
        _length = length;
        _sample = new float[length * noises.Length];
        _noise = new float[length * noises.Length];
    }

    /// <summary>Standard normal, of each picture; also what a given picture is hidden in.</summary>
    public required float[] Start { get; init; }

    /// <summary>Given pictures as latents, one after the other; null: from nothing.</summary>
    public float[]? Given { get; init; }

    /// <summary>For each latent of one picture 1 where it is painted anew.</summary>
    public float[]? Mask { get; init; }

    /// <summary>For each picture the further channels of a network that takes a mask.</summary>
    public float[][]? Further { get; init; }

    /// <summary>All of the picture is painted over.</summary>
    public bool FromNoiseAlone { get; init; }

    public double GuidanceScale { get; init; }

    public double GuidanceRescale { get; init; }

    /// <summary>Each row of the network's batch is one of a picture's two predictions, without and with the text.</summary>
    public bool Guided { get; init; }

    /// <returns>Latents, one picture after the other.</returns>
    /// <param name="denoiser">With as many rows as there are pictures, or twice as many when guided.</param>
    /// <param name="afterStep">Evaluations done, and what the pictures are thought to become.</param>
    public float[] Run(Denoiser denoiser, Action<int, Scheduler> afterStep, CancellationToken cancellation)
    {
        Begin();
        var pictures = _noises.Length;
        var rows = Guided ? 2 * pictures : pictures;
        var input = new float[rows * (_length + (Further?[0].Length ?? 0))];
        var output = new float[rows * _length];
        var scaled = new float[_sample.Length];
        for (var i = 0; i < _scheduler.Timesteps.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            _scheduler.ScaleInput(i, _sample, scaled);
            Fill(input, scaled, rows);
            denoiser.Run(input, _scheduler.Timesteps[i], output, cancellation);
            if (Guided)
            {
                Guidance.Apply(output, pictures, GuidanceScale, GuidanceRescale);
            }

            if (_scheduler.Draws(i))
            {
                Draw(PictureNoise.Step(i));
            }

            _scheduler.Step(i, _sample, output.AsSpan(0, _sample.Length), _noise);
            if (Mask is not null && !_folder.TakesMask)
            {
                KeepWhatIsNotMasked(i + 1);
            }

            afterStep(i + 1, _scheduler);
        }

        return _sample;
    }

    private void Begin()
    {
        if (Given is not null && !FromNoiseAlone)
        {
            _scheduler.AddNoise(0, Given, Start, _sample);
            return;
        }

        for (var i = 0; i < _sample.Length; i++)
        {
            _sample[i] = (float)(Start[i] * _scheduler.InitialNoise);
        }
    }

    private void Fill(float[] input, float[] scaled, int rows)
    {
        var further = Further?[0].Length ?? 0;
        for (var row = 0; row < rows; row++)
        {
            var picture = row % _noises.Length;
            var target = input.AsSpan(row * (_length + further), _length + further);
            scaled.AsSpan(picture * _length, _length).CopyTo(target);
            Further?[picture].CopyTo(target[_length..]);
        }
    }

    /// <summary>Outside the mask the sample is the given picture again, hidden in as much noise as the next evaluation expects.</summary>
    private void KeepWhatIsNotMasked(int next)
    {
        ReadOnlySpan<float> kept = Given;
        if (next < _scheduler.Timesteps.Length)
        {
            _scheduler.AddNoise(next, Given, Start, _noise);
            kept = _noise;
        }

        for (var i = 0; i < _sample.Length; i++)
        {
            var mask = Mask![i % Mask.Length];
            _sample[i] = ((1 - mask) * kept[i]) + (mask * _sample[i]);
        }
    }

    private void Draw(uint stream)
    {
        for (var picture = 0; picture < _noises.Length; picture++)
        {
            _noises[picture].Fill(stream, _noise.AsSpan(picture * _length, _length));
        }
    }
}
