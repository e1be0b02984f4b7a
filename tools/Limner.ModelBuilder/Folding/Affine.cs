namespace Limner.ModelBuilder.Folding;

/// <summary>x ↦ scale · x + shift, channel by channel; one number of each where all channels have the same.</summary>
internal sealed record Affine(double[] Scale, double[] Shift)
{
    public static readonly Affine Identity = new([1], [0]);

    public bool HasShift => Array.Exists(Shift, shift => shift != 0);

    public double ScaleOf(int channel) => Scale[Scale.Length == 1 ? 0 : channel];

    public double ShiftOf(int channel) => Shift[Shift.Length == 1 ? 0 : channel];

    /// <summary>First this one, then <paramref name="next"/>.</summary>
    public Affine Then(Affine next)
    {
        var channels = new[] { Scale.Length, Shift.Length, next.Scale.Length, next.Shift.Length }.Max();
        return new Affine(
            [.. Enumerable.Range(0, channels).Select(channel => ScaleOf(channel) * next.ScaleOf(channel))],
            [.. Enumerable.Range(0, channels).Select(channel => (ShiftOf(channel) * next.ScaleOf(channel)) + next.ShiftOf(channel))]);
    }
}
