using Limner.Kernel.Errors;

namespace Limner.Search.Querying.Language;

/// <summary>The failure of a query that cannot be read, with the place.</summary>
internal static class MalformedQuery
{
    public static LimnerException At(SourceSpan span, string detail)
        => new(ErrorCatalogue.QueryMalformed.With(detail, "q") with { Position = span.Start, Length = span.Length });
}
