namespace Limner.Generation.Schedulers;

/// <summary>
/// DPM-Solver++ of order 2, multistep (Lu et al. 2022, algorithm 2, midpoint form): x' = (s'/s) x - alpha' (e^-h - 1) (m0 + (m0 - m1) h / (2 h1)), m the pictures
/// predicted now and before. The first step and the last, which ends without noise, are of order 1.
/// </summary>
internal sealed class DpmPlusPlus2MScheduler(SchedulerConfig config, int steps, int begin, int length) : SolverScheduler(config, steps, begin, length)
{
    private readonly float[] _before = new float[length];

    public override void Step(int evaluation, Span<float> sample, ReadOnlySpan<float> output, ReadOnlySpan<float> noise)
    {
        Predict(evaluation, sample, output);
        var h = LambdaAt(evaluation + 1) - LambdaAt(evaluation);
        var step = -AlphaAt(evaluation + 1) * Exponential.MinusOne(-h);
        var ratio = evaluation == 0 || IsLast(evaluation) ? 0 : h / (2 * (LambdaAt(evaluation) - LambdaAt(evaluation - 1)));
        Combine(SigmaAt(evaluation + 1) / SigmaAt(evaluation), sample, step * (1 + ratio), Picture, sample);
        if (ratio != 0)
        {
            Add(-step * ratio, _before, sample);
        }

        Picture.CopyTo(_before, 0);
    }
}
