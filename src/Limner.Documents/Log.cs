using Microsoft.Extensions.Logging;

namespace Limner.Documents;

internal static partial class Log
{
    [LoggerMessage(12001, LogLevel.Warning, "What is left of the document {Token} could not be deleted")]
    public static partial void NotDeleted(ILogger logger, Exception exception, string token);

    [LoggerMessage(12002, LogLevel.Error, "Page {Page} could not be taken apart")]
    public static partial void PageNotRead(ILogger logger, Exception exception, int page);

    [LoggerMessage(12003, LogLevel.Warning, "Pages {First} to {Last} could not be read together, and are read one by one")]
    public static partial void WindowNotRead(ILogger logger, Exception exception, int first, int last);

    [LoggerMessage(12004, LogLevel.Error, "The layout model {Model} failed on page {Page} in a way that has no name")]
    public static partial void LayoutModelFailed(ILogger logger, Exception exception, string model, int page);

    [LoggerMessage(12005, LogLevel.Information, "Page {Page} was read, but not looked at: it is found by its words alone for now")]
    public static partial void PageNotSeen(ILogger logger, Exception exception, int page);
}
