namespace Limner.Generation.Schedulers;

/// <summary>
/// UniPC (Zhao et al. 2023), bh2, order 2, on predicted pictures: each step first corrects the sample it has been given by what the network now says of it, then
/// predicts the next. The two linear equations of the corrector are solved in closed form. First and last step are of order 1.
/// </summary>
internal sealed class UniPCScheduler(SchedulerConfig config, int steps, int begin, int length) : SolverScheduler(config, steps, begin, length)
{
    private readonly float[] _start = new float[length]; // of the step before, as corrected
    private float[] _before = new float[length];
    private float[] _beforeThat = new float[length];

    public override void Step(int evaluation, Span<float> sample, ReadOnlySpan<float> output, ReadOnlySpan<float> noise)
    {
        Predict(evaluation, sample, output);
        if (evaluation > 0)
        {
            Correct(evaluation, sample);
        }

        (_before, _beforeThat) = (_beforeThat, _before);
        Picture.CopyTo(_before, 0);
        sample.CopyTo(_start);
        PredictNext(evaluation, sample);
    }

    private void PredictNext(int evaluation, Span<float> sample)
    {
        var h = LambdaAt(evaluation + 1) - LambdaAt(evaluation);
        var step = -AlphaAt(evaluation + 1) * Exponential.MinusOne(-h);

        // (m1 - m0) / r with r = (lambda of the one before - lambda) / h, times 1/2.
        var weight = evaluation == 0 || IsLast(evaluation) ? 0 : 0.5 * h / (LambdaAt(evaluation - 1) - LambdaAt(evaluation));
        Combine(SigmaAt(evaluation + 1) / SigmaAt(evaluation), sample, step * (1 - weight), _before, sample);
        if (weight != 0)
        {
            Add(step * weight, _beforeThat, sample);
        }
    }

    /// <summary>The step that led here once more, with the picture that is predicted at its end.</summary>
    private void Correct(int evaluation, Span<float> sample)
    {
        var h = LambdaAt(evaluation) - LambdaAt(evaluation - 1);
        var hh = -h;
        var growth = Exponential.MinusOne(hh);
        var step = -AlphaAt(evaluation) * growth;
        var (rhoBefore, rhoHere, r) = (0.0, 0.5, 1.0);
        if (evaluation > 1)
        {
            // rho1 + rho2 = b1 and r rho1 + rho2 = b2.
            r = (LambdaAt(evaluation - 2) - LambdaAt(evaluation - 1)) / h;
            var phi2 = (growth / hh) - 1;
            var (b1, b2) = (phi2 / growth, 2 * ((phi2 / hh) - 0.5) / growth);
            rhoBefore = (b2 - b1) / (r - 1);
            rhoHere = b1 - rhoBefore;
        }

        Combine(SigmaAt(evaluation) / SigmaAt(evaluation - 1), _start, step * (1 - (rhoBefore / r) - rhoHere), _before, sample);
        Add(step * rhoHere, Picture, sample);
        if (rhoBefore != 0)
        {
            Add(step * rhoBefore / r, _beforeThat, sample);
        }
    }
}
