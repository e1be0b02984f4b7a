namespace Limner.Kernel.Errors;

/// <summary>
/// Carries a <see cref="Errors.Failure"/> through code that has no way to return one. The host's exception handler answers with the
/// failure's problem document; a job rests with the failure as its reason.
/// </summary>
public sealed class LimnerException : Exception
{
    public LimnerException(Failure failure, Exception? inner = null)
        : base(failure.ToString(), inner) => Failure = failure;

    public LimnerException(ErrorDefinition error, string? detail = null, Exception? inner = null)
        : this(error.With(detail), inner)
    {
    }

    public Failure Failure { get; }

    /// <summary>When it is worth while to try again, for the answer's <c>Retry-After</c>.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
