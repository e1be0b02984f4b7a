namespace Limner.Search.Indexing;

internal enum RunKind
{
    /// <summary>Separators: whatever is neither of the others.</summary>
    None,

    /// <summary>Letters and digits of scripts that put spaces between words.</summary>
    Word,

    /// <summary>Hangul, Han or Kana, indexed as overlapping pairs.</summary>
    Ideographs,

    /// <summary>One emoji or other pictorial symbol.</summary>
    Symbol,

    /// <summary>Belongs to the character before it.</summary>
    Mark,

    /// <summary>Left out without ending a word: apostrophes, zero-width joiners.</summary>
    Joiner,
}

/// <summary>A stretch of text of one kind, folded.</summary>
/// <param name="Compound">At the last part of a word that was split (<c>beachParty</c>, <c>dsc01234</c>): the whole of it.</param>
internal sealed record TextRun(RunKind Kind, string Text, string? Compound)
{
    /// <summary>Where it begins in the text it comes from, in UTF-16 code units.</summary>
    public int Start { get; init; }

    /// <summary>How far it reaches there.</summary>
    public int Length { get; init; }

    /// <summary>At the last part of a word that was split: where the whole of it begins.</summary>
    public int CompoundStart { get; init; }
}
