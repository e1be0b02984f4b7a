using Microsoft.Extensions.Logging;

namespace Limner.Jobs;

internal static partial class Log
{
    [LoggerMessage(2001, LogLevel.Information, "Job {Id} ({Kind}) begins, attempt {Attempt}")]
    public static partial void Begun(ILogger logger, long id, string kind, int attempt);

    [LoggerMessage(2002, LogLevel.Information, "Job {Id} ({Kind}) is left {State} after {Seconds:0.000} s")]
    public static partial void Ended(ILogger logger, long id, string kind, JobState? state, double seconds);

    [LoggerMessage(2003, LogLevel.Warning, "Job {Id} ({Kind}) failed: {Code}")]
    public static partial void Failed(ILogger logger, Exception exception, long id, string kind, string code);

    [LoggerMessage(2004, LogLevel.Error, "Job {Id} ({Kind}) failed by a fault in the server")]
    public static partial void Faulted(ILogger logger, Exception exception, long id, string kind);

    [LoggerMessage(2005, LogLevel.Warning, "Job {Id} ({Kind}) was left running by a process that is gone; it is queued again after attempt {Attempt}")]
    public static partial void TakenUp(ILogger logger, long id, string kind, int attempt);

    [LoggerMessage(2006, LogLevel.Error, "Job {Id} ({Kind}) was cut off {Times} times in a row and is given up")]
    public static partial void Abandoned(ILogger logger, long id, string kind, int times);

    [LoggerMessage(2007, LogLevel.Error, "How job {Id} ended could not be written; trying again in {Delay}")]
    public static partial void EndNotWritten(ILogger logger, Exception exception, long id, TimeSpan delay);

    [LoggerMessage(2008, LogLevel.Error, "The job runner failed; trying again in {Delay}")]
    public static partial void RunnerFailed(ILogger logger, Exception exception, TimeSpan delay);

    [LoggerMessage(2009, LogLevel.Error, "Job leases could not be renewed")]
    public static partial void RenewalFailed(ILogger logger, Exception exception);

    [LoggerMessage(2010, LogLevel.Debug, "Forgot {Count} ended jobs")]
    public static partial void Pruned(ILogger logger, int count);

    [LoggerMessage(2011, LogLevel.Error, "A callback failed while job {Id} was being stopped")]
    public static partial void StopCallbackFailed(ILogger logger, Exception exception, long id);

    [LoggerMessage(2012, LogLevel.Warning, "Live messages could not be sent")]
    public static partial void LiveFailed(ILogger logger, Exception exception);

    [LoggerMessage(2013, LogLevel.Warning, "Queue figures could not be read")]
    public static partial void FiguresFailed(ILogger logger, Exception exception);

    [LoggerMessage(2014, LogLevel.Debug, "Job {Id} ({Kind}) has had its turn")]
    public static partial void TurnOver(ILogger logger, long id, string kind);

    [LoggerMessage(2015, LogLevel.Debug, "Job {Id} ({Kind}) could only wait and gives its place up")]
    public static partial void Resting(ILogger logger, long id, string kind);
}
