using System.Text.Json.Serialization;

namespace Limner.Kernel.Paging;

/// <summary>One page of a list, as every list route answers it.</summary>
/// <param name="Items">At most as many as were asked for.</param>
/// <param name="NextCursor">Pass it back as <c>cursor</c> for the following page; null on the last page.</param>
/// <param name="Total">How many there are in all, where that is cheap to know.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor, long? Total = null);
