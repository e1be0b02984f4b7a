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
internal sealed record TextRun(RunKind Kind, string Text, string? Compound);
