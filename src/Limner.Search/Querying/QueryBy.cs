using Limner.Kernel.Errors;

namespace Limner.Search.Querying;

/// <summary>For questions whose query does not come as <c>q</c>.</summary>
internal static class QueryBy
{
    /// <summary>What is wrong with the query is said of the field it came in.</summary>
    /// <exception cref="LimnerException">As <paramref name="read"/>.</exception>
    public static T Name<T>(string field, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (LimnerException exception) when (exception.Failure.Field == "q")
        {
            throw new LimnerException(exception.Failure with { Field = field }, exception);
        }
    }
}
