using System.Text.RegularExpressions;

namespace Limner.Documents.Layout;

/// <summary>What begins the items of lists, headings with numbers, captions and footnotes.</summary>
internal static partial class ListMarks
{
    // The clock's, compiling included: a process that has just begun on a busy machine needs some. None of the patterns can go back and forth.
    private const int Milliseconds = 30_000;

    /// <summary>The word is a mark and nothing else.</summary>
    public static bool IsMark(string word) => word.Length <= 6 && (BulletAlone().IsMatch(word) || NumberAlone().IsMatch(word));

    /// <summary>The word is the number of a section and nothing else: "2", "3.1".</summary>
    public static bool IsSectionNumber(string word) => SectionNumber().IsMatch(word);

    /// <summary>The text begins with a bullet.</summary>
    public static bool HasBullet(string text) => Bullet().IsMatch(text);

    /// <summary>The text begins as a numbered item of a list does: "1.", "2)", "(a)", "iv.", "가.", "①".</summary>
    public static bool HasNumber(string text) => Number().IsMatch(text);

    /// <summary>The mark of an item and its text; of a bullet the mark is null, for every writer has its own.</summary>
    public static (string? Mark, string Text) Split(string text)
    {
        if (HasBullet(text))
        {
            return (null, text[1..].TrimStart());
        }

        var end = text.IndexOf(' ', StringComparison.Ordinal);
        return end > 0 && HasNumber(text) ? (text[..end], text[(end + 1)..].TrimStart()) : (null, text);
    }

    /// <summary>How deep the number at the beginning of a heading is: 1 for "2 Methods", 2 for "2.1 Data"; 0 without one.</summary>
    public static int HeadingDepth(string text)
    {
        var match = HeadingNumber().Match(text);
        if (match.Success)
        {
            return match.Groups["part"].Captures.Count + 1;
        }

        return Chapter().IsMatch(text) ? 1 : Article().IsMatch(text) ? 2 : 0;
    }

    /// <summary>A number with what is written before it, without spaces and points: <c>12</c>, <c>chapter3</c>, <c>a1</c>, <c>제2장</c>.</summary>
    public static bool IsNumbering(ReadOnlySpan<char> text) => Numbering().IsMatch(text);

    /// <summary>The text has a row of points that lead to a number, as lines of a table of contents have.</summary>
    public static bool HasLeader(string text) => Leader().IsMatch(text);

    /// <summary>The text ends with the number of a formula: "(3)", "(2.4a)".</summary>
    public static bool IsEquationNumber(string text) => EquationNumber().IsMatch(text);

    /// <summary>What a table of contents is called.</summary>
    public static bool IsContentsTitle(string text) => ContentsTitle().IsMatch(text);

    /// <summary>The text begins as a caption does: "Figure 3", "Table 2:", "그림 1", "표 4".</summary>
    public static bool IsCaption(string text) => Caption().IsMatch(text);

    /// <summary>The text begins as the caption of a table does.</summary>
    public static bool IsTableCaption(string text) => TableCaption().IsMatch(text);

    /// <summary>The mark at the beginning of a footnote, or null.</summary>
    public static string? FootnoteMark(string text) => Footnote().Match(text) is { Success: true } match ? match.Groups["mark"].Value : null;

    /// <summary>A page number and what people set around one: "12", "- 12 -", "Page 3 of 9", "12 / 40", "iv", "12쪽".</summary>
    public static bool IsPageNumber(string text) => PageNumber().IsMatch(text);

    [GeneratedRegex(@"^[\u2022\u2023\u25E6\u25AA\u25AB\u25CF\u25CB\u25A0\u25A1\u2043\u2219\u00B7\u2013\u2014\u25B8\u25B6\u27A2\u2713\u2714\uF0B7\-\*]$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex BulletAlone();

    [GeneratedRegex(@"^(\(?([0-9]{1,3}|[a-zA-Z]|[ivxIVX]{1,5}|[\uAC00\uB098\uB2E4\uB77C\uB9C8\uBC14\uC0AC\uC544\uC790\uCC28\uCE74\uD0C0\uD30C\uD558])[.)]|[\u2460-\u2473])$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex NumberAlone();

    [GeneratedRegex(@"^[0-9]{1,2}(\.[0-9]{1,2}){0,4}\.?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex SectionNumber();

    [GeneratedRegex(@"^([\u2022\u2023\u25E6\u25AA\u25AB\u25CF\u25CB\u25A0\u25A1\u2043\u2219\u00B7\u25B8\u25B6\u27A2\u2713\u2714\uF0B7]\s*|[\-\u2013\u2014\*]\s+)\S", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex Bullet();

    [GeneratedRegex(@"^(\(?([0-9]{1,3}|[a-zA-Z]|[ivx]{1,5}|[IVX]{1,5}|[\uAC00\uB098\uB2E4\uB77C\uB9C8\uBC14\uC0AC\uC544\uC790\uCC28\uCE74\uD0C0\uD30C\uD558])[.)]\s+|[\u2460-\u2473]\s*)\S", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex Number();

    [GeneratedRegex(@"^(?:[0-9]{1,3}|[A-Z](?=\.))(?<part>\.[0-9]{1,3}){0,5}\.?\s+\p{L}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex HeadingNumber();

    [GeneratedRegex(@"^((Chapter|Part|Appendix|CHAPTER|PART|APPENDIX)\s+([0-9]+|[IVX]+|[A-Z])\b|제\s?[0-9]+\s?[장부편])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex Chapter();

    [GeneratedRegex(@"\(([A-Z]\.)?[0-9]{1,3}([.\-][0-9]{1,3})?[a-z]?\)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex EquationNumber();

    [GeneratedRegex(@"(\.\s?){4,}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex Leader();

    [GeneratedRegex("^(table of )?contents$|^index$|^list of (figures|tables)$|^(목차|차례|찾아보기)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex ContentsTitle();

    [GeneratedRegex("^((chapter|part|appendix|section)?([0-9]+|[ivx]+|[a-z][0-9]*)|제?[0-9]+[장부편절조])$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex Numbering();

    [GeneratedRegex(@"^제\s?[0-9]+\s?[절조]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex Article();

    [GeneratedRegex(@"^((Figure|Fig\.|Table|Tab\.|Listing|Chart|Scheme|Plate|FIGURE|TABLE|Exhibit)\s*[0-9A-Z]+([.\-][0-9]+)*|(그림|표|사진|도표)\s*[0-9]+([.\-][0-9]+)*|[<\[〈]\s*(그림|표)\s*[0-9]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex Caption();

    [GeneratedRegex(@"^((Table|Tab\.|TABLE)\s*[0-9A-Z]+|[<\[〈]?\s*표\s*[0-9]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex TableCaption();

    [GeneratedRegex(@"^\(?\[?(?<mark>[0-9]{1,3}|[*\u2020\u2021\u00A7]{1,3}|[\u00B9\u00B2\u00B3\u2070-\u2079]{1,3}|[a-z](?=[.)\]]))[.)\]]{0,2}\s*\S", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex Footnote();

    [GeneratedRegex(@"^(([-\u2013\u2014|]\s*)?(page|p\.|PAGE|Page|쪽|페이지)?\s*([0-9]{1,5}|[ivxlcIVXLC]{1,7})(\s*([/]|of)\s*[0-9]{1,5})?(\s*(쪽|페이지|면))?(\s*[-\u2013\u2014|])?)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex PageNumber();
}
