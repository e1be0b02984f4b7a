using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Limner.Operations.Logging;
using Microsoft.Extensions.Configuration;

namespace Limner.Operations.Configuration;

/// <summary>Section <c>[general]</c>.</summary>
public sealed class GeneralOptions
{
    public const string Section = "general";

    /// <summary>How much is logged; takes effect without a restart.</summary>
    [ConfigurationKeyName("log_level")]
    [Description("How much is logged: DEBUG, INFO, WARNING, ERROR or CRITICAL, or .NET's names. Takes effect without a restart.")]
    [LogLevelName]
    public string LogLevel { get; set; } = "INFO";

    /// <summary>The log file; a relative path is taken from the data directory.</summary>
    [ConfigurationKeyName("log_file")]
    [Description("The log file; a relative path is taken from the data directory. A new file is begun at 1 MB, five are kept.")]
    [Required]
    public string LogFile { get; set; } = "limner.log";

    /// <summary>Security events beside the log, whatever its level; a relative path is taken from the data directory.</summary>
    [ConfigurationKeyName("security_log_file")]
    [Description("A log of security events alone, whatever log_level is; a relative path is taken from the data directory. Refusals have a file of their own beside it (security.refused.log). A new file is begun at 1 MB, five are kept of each.")]
    [Required]
    public string SecurityLogFile { get; set; } = "security.log";

    /// <summary>True: one JSON object a line, in the file and on the console.</summary>
    [ConfigurationKeyName("enable_structured_logging")]
    [Description("Write the log as one JSON object a line, in the file and on the console.")]
    public bool EnableStructuredLogging { get; set; }

    /// <summary>In development, problem documents carry the details of unexpected errors.</summary>
    [ConfigurationKeyName("environment")]
    [Description("In development, error answers carry the details of unexpected errors; in production they never do.")]
    public DeploymentEnvironment Environment { get; set; } = DeploymentEnvironment.Production;

    /// <summary>How much of the machine the server takes.</summary>
    [ConfigurationKeyName("preset")]
    [Description("How much of the machine the server takes.")]
    public ResourcePreset Preset { get; set; } = ResourcePreset.Balanced;
}

public enum DeploymentEnvironment
{
    Development,
    Production,
}

public enum ResourcePreset
{
    Low,
    Balanced,
    High,
}
