using Limner.Kernel.Errors;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Limner.Models.Remote;

/// <summary>
/// How one server of models is asked. From the outside in: a place among those in flight; two more tries of what was refused for a passing reason, after a
/// growing pause with jitter or as long as <c>Retry-After</c> says (10 s at most); a breaker that opens when at least half of the last questions, three or
/// more, failed, and then lets one through after the break; a timeout for each try.
/// </summary>
internal sealed class RemoteBackend
{
    public const int MaxRetries = 2;
    public const int BreakAfter = 3;

    private readonly CircuitBreakerStateProvider _breaker = new();
    private readonly ResiliencePipeline _pipeline;
    private Failure? _lastFailure;

    public RemoteBackend(RemoteKind kind, RemoteSettings settings, TimeProvider clock)
    {
        Kind = kind;
        Settings = settings;
        Gate = new PriorityGate(() => settings.MaxInFlight);
        _pipeline = Build(settings, clock);
    }

    public RemoteKind Kind { get; }

    public RemoteSettings Settings { get; }

    public PriorityGate Gate { get; }

    /// <summary>Why the last question that failed did, while none has been answered since.</summary>
    public Failure? LastFailure => Volatile.Read(ref _lastFailure);

    public bool IsOpen => _breaker.CircuitState is CircuitState.Open or CircuitState.Isolated;

    /// <exception cref="LimnerException">What <see cref="ModelFailures"/> tells apart; with <c>RetryAfter</c> where it is known when to ask again.</exception>
    public async Task<T> AskAsync<T>(int priority, Func<CancellationToken, Task<T>> ask, CancellationToken cancellation)
    {
        using var place = await Gate.EnterAsync(priority, cancellation);
        try
        {
            var answer = await _pipeline.ExecuteAsync(async token => await TryAsync(ask, token), cancellation);
            Volatile.Write(ref _lastFailure, null);
            return answer;
        }
        catch (BrokenCircuitException broken)
        {
            var rest = broken.RetryAfter ?? Settings.BreakDuration;
            var reason = LastFailure ?? ErrorCatalogue.ModelUnavailable.With();
            var left = $"It failed repeatedly and is left alone for {Math.Ceiling(rest.TotalSeconds):0} s.";
            throw new LimnerException(reason with { Detail = reason.Detail is null ? left : $"{reason.Detail} {left}" }, broken) { RetryAfter = rest };
        }
        catch (TimeoutRejectedException late)
        {
            var failure = ErrorCatalogue.ModelTimeout.With($"No whole answer within {Settings.Timeout.TotalSeconds:0} s.");
            Volatile.Write(ref _lastFailure, failure);
            throw new LimnerException(failure, late);
        }
        catch (LimnerException exception) when (ModelFailures.IsOfAnswer(exception))
        {
            // It works; what it says is another matter.
            Volatile.Write(ref _lastFailure, null);
            throw;
        }
    }

    /// <summary>Notes why each try failed: the breaker may turn away the next before anybody hears of it.</summary>
    private async Task<T> TryAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellation)
    {
        try
        {
            return await AskOnceAsync(ask, cancellation);
        }
        catch (LimnerException exception) when (ModelFailures.IsOfServer(exception))
        {
            Volatile.Write(ref _lastFailure, exception.Failure);
            throw;
        }
    }

    private static async Task<T> AskOnceAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellation)
    {
        try
        {
            return await ask(cancellation);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested && ModelFailures.OfTransport(exception) is not null)
        {
            throw ModelFailures.OfTransport(exception)!;
        }
        catch (Exception exception) when (cancellation.IsCancellationRequested && exception is HttpRequestException or IOException)
        {
            // A stream that is closed under its reader says so in its own words.
            throw new OperationCanceledException(exception.Message, exception, cancellation);
        }
    }

    private static ResiliencePipeline Build(RemoteSettings settings, TimeProvider clock, CircuitBreakerStateProvider breaker)
        => new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = MaxRetries,
                Delay = settings.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } exception && ModelFailures.MayRetry(exception)),
                DelayGenerator = arguments => ValueTask.FromResult((arguments.Outcome.Exception as LimnerException)?.RetryAfter),
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = 0.5,
                MinimumThroughput = BreakAfter,

                // Three questions that each take as long as they may must fall into it.
                SamplingDuration = TimeSpan.FromSeconds(Math.Max(60, settings.Timeout.TotalSeconds * (BreakAfter + 1))),
                BreakDuration = settings.BreakDuration,
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is TimeoutRejectedException || (arguments.Outcome.Exception is { } exception && ModelFailures.IsOfServer(exception))),
                StateProvider = breaker,
            })
            .AddTimeout(settings.Timeout)
            .Build();

    private ResiliencePipeline Build(RemoteSettings settings, TimeProvider clock) => Build(settings, clock, _breaker);
}
