using Limner.Accounts.SecurityEvents;
using Limner.Operations.Configuration;
using Limner.Storage;
using Microsoft.Extensions.Options;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;
using Serilog.Formatting.Json;

namespace Limner.Operations.Logging;

/// <summary>The log: console and a rolling file, as text or as JSON. The level follows config.ini while the server runs.</summary>
internal sealed class LogSetup : IDisposable
{
    private const long FileSizeLimit = 1024 * 1024;
    private const int FilesKept = 5;
    private const string Template = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff} {Level:u3} {SourceContext} {Message:lj}{NewLine}{Exception}";

    private readonly LoggingLevelSwitch _level = new();
    private readonly LoggingLevelSwitch _frameworkLevel = new();
    private readonly IDisposable? _watch;

    public LogSetup(IOptionsMonitor<GeneralOptions> options, IOptions<StorageOptions> storage)
    {
        SetLevel(options.CurrentValue);
        _watch = options.OnChange(SetLevel);
        var format = options.CurrentValue.EnableStructuredLogging ? (ITextFormatter)new JsonFormatter(renderMessage: true) : new MessageTemplateTextFormatter(Template);
        var dataDirectory = Path.GetFullPath(storage.Value.DataDir);
        Logger = new LoggerConfiguration()
            .MinimumLevel.ControlledBy(_level)
            .MinimumLevel.Override("Microsoft", _frameworkLevel)
            .MinimumLevel.Override("System", _frameworkLevel)

            // It warns that the keys lie unencrypted: so does the database beside them, in a directory for the owner only.
            .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogEventLevel.Error)
            .Enrich.FromLogContext()

            // At the level Debug it writes down every request's query, where a program may have put what belongs into a header.
            .MinimumLevel.Override("Microsoft.AspNetCore.Hosting.Diagnostics", LogEventLevel.Warning)
            .MinimumLevel.Override(ISecurityEvents.Category, LogEventLevel.Information)
            .Filter.ByExcluding(IsStartupFailure)
            .WriteTo.Logger(all => WriteToFile(
                all.Filter.ByIncludingOnly(entry => !Is(entry, ISecurityEvents.RefusedCategory) && (!Is(entry, ISecurityEvents.Category) || entry.Level >= _level.MinimumLevel)).WriteTo.Console(format),
                format,
                options.CurrentValue.LogFile,
                dataDirectory))

            // At whatever level the log is: what an administrator looks for later is rarely what he expected before.
            .WriteTo.Logger(security => WriteToFile(security.Filter.ByIncludingOnly(entry => Is(entry, ISecurityEvents.Category)), format, options.CurrentValue.SecurityLogFile, dataDirectory))

            // Files roll by size: what strangers can write at will stands where it can push away nothing but its like.
            .WriteTo.Logger(refused => WriteToFile(refused.Filter.ByIncludingOnly(entry => Is(entry, ISecurityEvents.RefusedCategory)), format, RefusedFile(options.CurrentValue.SecurityLogFile), dataDirectory))
            .CreateLogger();
    }

    public Logger Logger { get; }

    public void Dispose()
    {
        _watch?.Dispose();
        Logger.Dispose();
    }

    private static void WriteToFile(LoggerConfiguration logger, ITextFormatter format, string path, string dataDirectory)
        => logger.WriteTo.File(
            format,
            Path.GetFullPath(path, dataDirectory),
            fileSizeLimitBytes: FileSizeLimit,
            rollOnFileSizeLimit: true,
            retainedFileCountLimit: FilesKept,
            rollingInterval: RollingInterval.Infinite,
            hooks: new ForOwnerOnly());

    /// <summary><c>security.log</c>: <c>security.refused.log</c>.</summary>
    private static string RefusedFile(string securityLog) => Path.ChangeExtension(securityLog, $".refused{Path.GetExtension(securityLog)}");

    private static bool Is(LogEvent entry, string category)
        => entry.Properties.TryGetValue(Constants.SourceContextPropertyName, out var source) && source is ScalarValue { Value: string name } && name == category;

    /// <summary>The host logs and also throws why it did not start; whoever started it says it in one line.</summary>
    private static bool IsStartupFailure(LogEvent entry) => entry.MessageTemplate.Text == "Hosting failed to start";

    /// <summary>The framework's own messages are of use below Warning only to somebody who is looking for a fault.</summary>
    private void SetLevel(GeneralOptions options)
    {
        _level.MinimumLevel = LogLevelNames.Parse(options.LogLevel);
        _frameworkLevel.MinimumLevel = _level.MinimumLevel <= LogEventLevel.Debug ? _level.MinimumLevel : (LogEventLevel)Math.Max((int)_level.MinimumLevel, (int)LogEventLevel.Warning);
    }
}
