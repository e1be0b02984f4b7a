using System.ComponentModel.DataAnnotations;
using Serilog.Events;

namespace Limner.Operations.Logging;

/// <summary>The names of log levels: DEBUG, INFO, WARNING, ERROR, CRITICAL, and those of .NET. Case does not matter.</summary>
internal static class LogLevelNames
{
    /// <summary>Above every level: nothing is logged.</summary>
    private const LogEventLevel Silent = LogEventLevel.Fatal + 1;

    private static readonly Dictionary<string, LogEventLevel> Levels = new(StringComparer.OrdinalIgnoreCase)
    {
        ["TRACE"] = LogEventLevel.Verbose,
        ["DEBUG"] = LogEventLevel.Debug,
        ["INFO"] = LogEventLevel.Information,
        ["INFORMATION"] = LogEventLevel.Information,
        ["WARN"] = LogEventLevel.Warning,
        ["WARNING"] = LogEventLevel.Warning,
        ["ERROR"] = LogEventLevel.Error,
        ["CRITICAL"] = LogEventLevel.Fatal,
        ["NONE"] = Silent,
    };

    public static bool TryParse(string? name, out LogEventLevel level) => Levels.TryGetValue(name?.Trim() ?? "", out level);

    public static LogEventLevel Parse(string name)
        => TryParse(name, out var level) ? level : throw new ArgumentException($"'{name}' is no log level.", nameof(name));
}

[AttributeUsage(AttributeTargets.Property)]
internal sealed class LogLevelNameAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
        => LogLevelNames.TryParse(value as string, out _)
            ? ValidationResult.Success
            : new ValidationResult("must be DEBUG, INFO, WARNING, ERROR or CRITICAL, or one of .NET's names (Trace, Debug, Information, Warning, Error, Critical, None)", [validationContext.MemberName!]);
}
