using Limner.Kernel.Errors;

namespace Limner.Search.Querying;

/// <summary>Whether images that were put away are asked for.</summary>
internal enum ArchiveFilter
{
    Without,
    Only,
    With,
}

internal static class ArchiveFilters
{
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.Validation"/>.</exception>
    /// <param name="fallback">What holds when nothing is said.</param>
    public static ArchiveFilter Parse(string? text, ArchiveFilter fallback) => text switch
    {
        null or "" => fallback,
        "false" => ArchiveFilter.Without,
        "true" => ArchiveFilter.Only,
        "include" => ArchiveFilter.With,
        _ => throw new LimnerException(ErrorCatalogue.Validation.With("It is true, false or include.", "archived")),
    };
}
