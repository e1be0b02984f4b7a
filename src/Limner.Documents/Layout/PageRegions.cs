using Limner.Kernel.Errors;

namespace Limner.Documents.Layout;

/// <summary>What a layout model has found on a page.</summary>
/// <param name="Engine">Its id, or <see cref="Rules"/> where none was asked or it failed.</param>
/// <param name="Regions">Those that decide something; in points.</param>
/// <param name="Failure">Why it did not answer; null where it did, or none was asked.</param>
internal sealed record PageRegions(string Engine, IReadOnlyList<PageRegion> Regions, Failure? Failure)
{
    /// <summary>The name of what lays pages out without a model; no model of this id can be chosen.</summary>
    public const string Rules = "rules";

    /// <summary>No model was asked.</summary>
    public static PageRegions None { get; } = new(Rules, [], Failure: null);
}
