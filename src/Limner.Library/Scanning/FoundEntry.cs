using Limner.Kernel.Errors;

namespace Limner.Library.Scanning;

/// <summary>One entry of a folder that the library has to know about.</summary>
/// <param name="RelativePath">Below the folder, separated by slashes.</param>
/// <param name="Size">Bytes, of a link's target; 0 for directories.</param>
/// <param name="ModifiedAt">Whole milliseconds, as the database keeps them.</param>
/// <param name="Refusal">Why it is not going to be read, if that is known without opening it.</param>
internal sealed record FoundEntry(string RelativePath, long Size, DateTimeOffset ModifiedAt, Failure? Refusal)
{
    /// <summary>What lies beside it and speaks for it.</summary>
    public FoundSidecar? Sidecar { get; init; }

    /// <summary>Its directory could not be listed to the end.</summary>
    public bool IsSidecarUnknown { get; init; }

    public string Name => RelativePath[(RelativePath.LastIndexOf('/') + 1)..];
}

/// <summary>The sidecar of an entry.</summary>
/// <param name="Name">In the entry's directory.</param>
/// <param name="Size">Bytes.</param>
/// <param name="ModifiedAt">Whole milliseconds, as the database keeps them.</param>
internal sealed record FoundSidecar(string Name, long Size, DateTimeOffset ModifiedAt);
