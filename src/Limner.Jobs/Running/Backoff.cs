namespace Limner.Jobs.Running;

/// <summary>
/// How long a job rests after a passing failure: <c>base · 2^(failures - 1)</c>, at most <see cref="Longest"/>, times a random factor of
/// 0.75 to 1.25 so that jobs that failed together do not return together.
/// </summary>
internal static class Backoff
{
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <param name="failures">Failures so far, 1 or more.</param>
    /// <param name="random">Uniform in 0..1.</param>
    public static TimeSpan After(int failures, TimeSpan first, double random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        var seconds = Math.Min(first.TotalSeconds * Math.Pow(2, failures - 1), Longest.TotalSeconds);
        return TimeSpan.FromSeconds(seconds * (0.75 + (0.5 * random)));
    }
}
