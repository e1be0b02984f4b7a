namespace Limner.Search.Querying.Language;

/// <summary>What was typed, taken apart.</summary>
/// <param name="Root">Null when nothing was asked for.</param>
/// <param name="UsesOperators">Whether it is more than words, quoted words and excluded ones.</param>
internal sealed record ParsedQuery(QueryNode? Root, bool UsesOperators)
{
    /// <summary>What must all hold, in the order it was written: what can be taken out one by one.</summary>
    public IReadOnlyList<QueryNode> Terms => Root switch
    {
        null => [],
        AllNode all => all.Parts,
        _ => [Root],
    };
}
