namespace Limner.DocumentTruth.Prose;

/// <summary>English of harbours, gardens and measurements. A <c>·</c> in a word is where it may be divided.</summary>
internal sealed class EnglishProse(Random random, bool hyphenated) : IProse
{
    private static readonly string[] Nouns =
    [
        "har·bour", "light·house", "gar·den", "mea·sure·ment", "sur·vey", "obser·va·tion", "li·brary", "cat·a·logue", "photo·graph", "bridge", "river", "val·ley", "in·stru·ment", "work·shop",
        "col·lec·tion", "mu·seum", "exper·i·ment", "ther·mo·meter", "reser·voir", "rail·way", "sta·tion", "or·chard", "green·house", "archive", "man·u·script", "win·dow", "com·mit·tee", "en·gi·neer",
        "traveller", "weather", "season", "morning", "estu·ary", "moun·tain", "vil·lage", "news·paper", "labo·ra·tory", "tele·scope", "com·pass", "map", "ferry", "market", "school", "teacher", "clock",
        "kitchen", "bakery", "forest", "meadow", "pas·sen·ger", "di·rec·tor", "cal·en·dar", "reg·is·ter", "sculp·ture",
    ];

    private static readonly string[] Adjectives =
    [
        "old", "quiet", "re·mark·able", "nar·row", "north·ern", "care·ful", "pre·cise", "tem·po·rary", "per·ma·nent", "small", "for·gotten", "mod·ern", "ac·cu·rate", "com·pre·hen·sive", "pub·lic", "bright",
        "doubt·ful", "patient", "prac·ti·cal", "inde·pen·dent", "early", "distant", "fa·mil·iar", "wooden", "frozen", "orig·i·nal", "annual", "empty", "southern", "reli·able",
    ];

    private static readonly string[] Verbs =
    [
        "describes", "improves", "follows", "replaces", "con·firms", "explains", "illu·mi·nates", "pro·tects", "com·ple·ments", "sur·rounds", "supports", "records", "com·pares", "di·vides", "repre·sents",
        "reaches", "contains", "crosses", "remembers", "inter·rupts", "welcomes", "examines", "restores", "measures", "delivers",
    ];

    private static readonly string[] Openings =
    [
        "In the winter of 18{0},", "After {1} days of rain,", "According to the first report,", "For most visitors,", "Near the end of the month,", "When the ice had melted,", "Without further notice,",
        "As the table shows,", "Even so,", "At a depth of {1} metres,", "Compared with the previous year,", "By contrast,", "On the other side,", "Since the spring of 19{0},",
    ];

    private static readonly string[] Endings =
    [
        "every {1} minutes", "with great care", "at the same time", "in {1} of the cases", "for less than {0} pounds", "throughout the whole year", "along the coast", "before the doors open", "as soon as possible",
        "more often than expected", "under normal conditions", "between two tides", "without any damage", "in a letter of May 19{0}",
    ];

    private static readonly string[] Names = ["Margaret Whitfield", "Thomas Ellery", "Agnes Moore", "Jonas Pember", "Clara Holm", "Edwin Marsh", "Ruth Calloway", "Henry Ashdown", "Lydia Thorne", "Samuel Birch"];

    public string Language => "en";

    public string Sentence() => Divide(Capital(random.Next(8) switch
    {
        0 => $"{Opening()} the {Noun()} {Verb()} the {Adjective()} {Noun()}.",
        1 => $"the {Adjective()} {Noun()} of the {Noun()} {Verb()} each {Noun()} {Ending()}.",
        2 => $"{Opening()} no {Noun()} {Verb()} the {Noun()} {Ending()}, and the {Adjective()} {Noun()} {Verb()} it.",
        3 => $"every {Noun()} {Verb()} a {Adjective2()} {Noun()}, although the {Noun()} {Verb()} the {Noun()} {Ending()}.",
        4 => $"the {Noun()} and the {Noun()} were {Adjective()} {Ending()}; the {Noun()} was not.",
        5 => $"about {random.Next(3, 96)} percent of the {Noun()} {Verb()} the {Adjective()}, {Adjective()} {Noun()}.",
        6 => $"{Name()} wrote that the {Noun()} {Verb()} the {Noun()} (see page {random.Next(2, 400)}).",
        _ => $"{Opening()} the {Adjective()} {Noun()}, which {Verb()} the {Noun()}, {Verb()} the {Adjective()} {Noun()} {Ending()}.",
    }));

    public string Phrase() => Plain(Capital(random.Next(5) switch
    {
        0 => $"the {Adjective()} {Noun()} of the {Noun()}",
        1 => $"{Noun()} and {Noun()}",
        2 => $"how the {Noun()} {Verb()} the {Noun()}",
        3 => $"a {Adjective2()} {Noun()} for the {Noun()}",
        _ => $"{Adjective()} {Noun()}, {Adjective()} {Noun()}",
    }));

    public string Term() => Plain(Capital(random.Next(3) == 0 ? $"{Adjective()} {Noun()}" : Noun()));

    public string Name() => Pick(Names);

    public string Word(Label label) => label switch
    {
        Label.Dear => "Dear",
        Label.Regards => "Yours sincerely,",
        _ => label.ToString(),
    };

    private string Noun() => Pick(Nouns);

    private string Verb() => Pick(Verbs);

    private string Adjective() => Pick(Adjectives);

    /// <summary>One that goes with "a".</summary>
    private string Adjective2()
    {
        while (true)
        {
            var word = Adjective();
            if (!"aeiou".Contains(word[0], StringComparison.Ordinal))
            {
                return word;
            }
        }
    }

    private string Opening() => string.Format(null, Pick(Openings), random.Next(10, 99), random.Next(2, 60));

    private string Ending() => string.Format(null, Pick(Endings), random.Next(10, 99), random.Next(2, 60));

    private string Pick(string[] words) => words[random.Next(words.Length)];

    private string Divide(string text) => text.Replace("·", hyphenated ? "\u00AD" : "", StringComparison.Ordinal);

    private static string Plain(string text) => text.Replace("·", "", StringComparison.Ordinal);

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
