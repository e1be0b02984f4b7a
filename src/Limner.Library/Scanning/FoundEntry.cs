using Limner.Kernel.Errors;

namespace Limner.Library.Scanning;

/// <summary>One entry of a folder that the library has to know about.</summary>
/// <param name="RelativePath">Below the folder, separated by slashes.</param>
/// <param name="Size">Bytes, of a link's target; 0 for directories.</param>
/// <param name="ModifiedAt">Whole milliseconds, as the database keeps them.</param>
/// <param name="Refusal">Why it is not going to be read, if that is known without opening it.</param>
internal sealed record FoundEntry(string RelativePath, long Size, DateTimeOffset ModifiedAt, Failure? Refusal)
{
    public string Name => RelativePath[(RelativePath.LastIndexOf('/') + 1)..];
}
