using Microsoft.Extensions.Logging;

namespace Limner.Search;

internal static partial class Log
{
    [LoggerMessage(7001, LogLevel.Information, "The search index was made with text version {Found}, this is version {Current}: it is rebuilt in the background")]
    public static partial void IndexOutdated(ILogger logger, int found, int current);

    [LoggerMessage(7002, LogLevel.Warning, "The vector index of {Model} could not be written; the next start makes up for it from the database")]
    public static partial void VectorsNotFlushed(ILogger logger, string model, Exception exception);

    [LoggerMessage(7003, LogLevel.Warning, "The files of a vector index that is not used any more could not be deleted: {Directory}")]
    public static partial void VectorFilesNotDeleted(ILogger logger, string directory, Exception exception);

    [LoggerMessage(7004, LogLevel.Warning, "The vector index of {Model} cannot follow the database")]
    public static partial void VectorsBehind(ILogger logger, string model, Exception exception);

    [LoggerMessage(7010, LogLevel.Warning, "Words were looked for as text alone, as their meaning failed with {Code}")]
    public static partial void MeaningFailed(ILogger logger, string code, Exception exception);

    [LoggerMessage(7011, LogLevel.Warning, "Whether pictures lack a vector of their meaning could not be told")]
    public static partial void MeaningNotChecked(ILogger logger, Exception exception);

    [LoggerMessage(7012, LogLevel.Information, "Content {ContentId} gets no vector of its meaning: {Code}")]
    public static partial void MeaningRefused(ILogger logger, long contentId, string code);

    [LoggerMessage(7013, LogLevel.Warning, "A picture that was shown is compared by what it looks like, as the image-text model failed with {Code}")]
    public static partial void MeaningOfPictureFailed(ILogger logger, string code, Exception exception);
}
