using Limner.DocumentTruth.Prose;

namespace Limner.DocumentTruth.Layout;

/// <summary>The kinds of documents, each in English and Korean, as many of each as there are seeds.</summary>
internal static class Kinds
{
    private static readonly (string Name, int Pages, Action<Sheet, Blocks, IProse, Random> Fill)[] All =
    [
        ("article", 1, Article),
        ("two-columns", 1, TwoColumns),
        ("three-columns", 1, ThreeColumns),
        ("spanning-headings", 1, SpanningHeadings),
        ("sidebar-right", 1, (sheet, blocks, prose, _) => Sidebar(sheet, blocks, prose, left: false)),
        ("sidebar-left", 1, (sheet, blocks, prose, _) => Sidebar(sheet, blocks, prose, left: true)),
        ("floats", 1, Floats),
        ("footnotes", 1, Footnotes),
        ("footnotes-columns", 1, FootnotesColumns),
        ("lists", 1, (sheet, blocks, prose, _) => Lists(sheet, blocks, prose, ordered: false)),
        ("numbered-lists", 1, (sheet, blocks, prose, _) => Lists(sheet, blocks, prose, ordered: true)),
        ("table-ruled", 1, (sheet, blocks, prose, random) => Tables(sheet, blocks, prose, random, ruled: true, spans: false)),
        ("table-ruled-spans", 1, (sheet, blocks, prose, random) => Tables(sheet, blocks, prose, random, ruled: true, spans: true)),
        ("table-open", 1, (sheet, blocks, prose, random) => Tables(sheet, blocks, prose, random, ruled: false, spans: false)),
        ("table-open-spans", 1, (sheet, blocks, prose, random) => Tables(sheet, blocks, prose, random, ruled: false, spans: true)),
        ("table-in-column", 1, TableInColumn),
        ("table-over-columns", 1, TableOverColumns),
        ("headings-numbered", 1, Headings),
        ("headings-plain", 1, Headings),
        ("figures", 1, Figures),
        ("figure-over-columns", 1, FigureOverColumns),
        ("code", 1, Code),
        ("formulas", 1, Formulas),
        ("letter", 1, Letter),
        ("boxes", 1, Boxes),
        ("report-pages", 3, Report),
        ("paper-pages", 3, Paper),
        ("table-pages", 2, TablePages),
    ];

    /// <summary>Long, in both languages by turns, and in its middle a page that was scanned.</summary>
    private static readonly (string Name, int Pages, Action<Sheet, Blocks, IProse, Random> Fill) Mixed = ("journal-columns", 12, Journal);

    /// <param name="first">The first seed, from 1.</param>
    /// <param name="seeds">How many of each kind and language.</param>
    public static IEnumerable<(string Name, Func<Sheet> Make)> Documents(int first, int seeds)
        => from kind in All.Append(Mixed)
           from language in kind == Mixed ? new[] { "mixed" } : ["en", "ko"]
           from seed in Enumerable.Range(first, seeds)
           select ($"{kind.Name}-{language}-{seed}", new Func<Sheet>(() => Make(kind.Name, language, seed, kind.Pages, kind.Fill)));

    private static Sheet Make(string name, string language, int seed, int pages, Action<Sheet, Blocks, IProse, Random> fill)
    {
        // A string's own hash differs from process to process.
        var random = new Random($"{name} {language} {seed}".Aggregate(17, (hash, c) => unchecked((hash * 31) + c)));
        var columns = name switch { "three-columns" => 3, "article" or "letter" => 1, _ => name.Contains("column", StringComparison.Ordinal) || name == "paper-pages" ? 2 : 1 };
        var style = Style.Of(random, language, columns);
        IProse prose = language == "mixed" ? new MixedProse(new KoreanProse(random), new EnglishProse(random, hyphenated: false)) : language == "ko" ? new KoreanProse(random) : new EnglishProse(random, hyphenated: columns > 1 && style.Justified);
        var sheet = new Sheet($"{name}-{language}", language) { Style = style, Pages = pages, FirstNumber = random.Next(3) == 0 ? 1 : random.Next(2, 240) };
        var numbered = name is "headings-numbered" or "paper-pages" || (name != "headings-plain" && random.Next(2) == 0);
        if (pages > 1 || random.Next(2) == 0)
        {
            Running(sheet, prose.Phrase());
        }

        fill(sheet, new Blocks(prose, random) { Numbered = numbered }, prose, random);
        return sheet;
    }

    private static void Running(Sheet sheet, string text)
    {
        sheet.Head = $"<span data-c=\"page_header\">{Blocks.Encode(text)}</span>";
        sheet.Foot = "<span data-c=\"page_number\">{page}</span>";
        sheet.FootCentred = true;
    }

    /// <summary>More than fits: what is over the last page is left out.</summary>
    private static void Add(Sheet sheet, int times, Func<string> block)
    {
        for (var i = 0; i < times; i++)
        {
            sheet.Flow.Add(block());
        }
    }

    private static void Article(Sheet sheet, Blocks blocks, IProse prose, Random random)
    {
        sheet.Flow.Add(blocks.Title(prose.Phrase(), centred: random.Next(2) == 0));
        for (var section = 0; section < 5; section++)
        {
            sheet.Flow.Add(blocks.Heading(1));
            Add(sheet, random.Next(2, 4), () => blocks.Paragraph());
        }
    }

    private static void TwoColumns(Sheet sheet, Blocks blocks, IProse prose, Random random)
    {
        sheet.Columns = 2;
        sheet.Top = blocks.Title(prose.Phrase(), centred: true) + Blocks.Text($"{prose.Name()}, {prose.Name()}", "centred");
        sheet.Flow.Add(blocks.Heading(1));
        Add(sheet, 2, () => blocks.Paragraph());
        sheet.Flow.Add(blocks.Figure(random.Next(50, 72)));
        for (var section = 0; section < 6; section++)
        {
            sheet.Flow.Add(blocks.Heading(random.Next(1, 3)));
            Add(sheet, random.Next(1, 4), () => blocks.Paragraph());
        }
    }

    private static void ThreeColumns(Sheet sheet, Blocks blocks, IProse prose, Random random)
    {
        sheet.Columns = 3;
        sheet.Top = blocks.Title(prose.Phrase());
        for (var section = 0; section < 9; section++)
        {
            sheet.Flow.Add(blocks.Heading(2));
            Add(sheet, random.Next(1, 4), () => blocks.Paragraph(2, 4));
            if (section % 3 == 1)
            {
                sheet.Flow.Add(blocks.Figure(46));
            }
        }
    }

    private static void SpanningHeadings(Sheet sheet, Blocks blocks, IProse prose, Random random)
    {
        sheet.Columns = 2;
        for (var section = 0; section < 3; section++)
        {
            sheet.Flow.Add(blocks.Heading(1, spanning: true));
            Add(sheet, random.Next(3, 5), () => blocks.Paragraph(2, 3));
        }
    }

    private static void Sidebar(Sheet sheet, Blocks blocks, IProse prose, bool left)
    {
        sheet.AsideLeft = left;
        sheet.Aside = $"<h4 data-c=\"heading\" data-level=\"2\">{Blocks.Encode(prose.Phrase())}</h4>{blocks.Paragraph(1, 2)}{blocks.Paragraph(1, 2)}{blocks.List(3, ordered: false)}";
        sheet.Flow.Add(blocks.Heading(1));
        Add(sheet, 3, () => blocks.Paragraph());
        sheet.Flow.Add(blocks.Heading(1));
        Add(sheet, 9, () => blocks.Paragraph());
    }

    private static void Floats(Sheet sheet, Blocks blocks, IProse prose, Random random)
    {
        sheet.Flow.Add(blocks.Title(prose.Phrase()));
        for (var section = 0; section < 4; section++)
        {
            sheet.Flow.Add(blocks.Figure(random.Next(48, 66), section % 2 == 0 ? "right" : "left"));
            Add(sheet, 4, () => blocks.Paragraph(3, 5));
        }
    }

    private static void Footnotes(Sheet sheet, Blocks blocks, IProse prose, Random random)
    {
        for (var section = 0; section < 4; section++)
        {
            sheet.Flow.Add(blocks.Heading(1));
            Add(sheet, random.Next(1, 3), () => blocks.Paragraph());
            sheet.Flow.Add(blocks.WithNote());
        }
    }

    private static void FootnotesColumns(Sheet sheet, Blocks blocks, IProse prose, Random random)
    {
        sheet.Columns = 2;
        Footnotes(sheet, blocks, prose, random);
        Footnotes(sheet, blocks, prose, random);
    }

    private static void Lists(Sheet sheet, Blocks blocks, IProse prose, bool ordered)
    {
        sheet.Flow.Add(blocks.Heading(1));
        sheet.Flow.Add(blocks.Paragraph());
        sheet.Flow.Add(blocks.List(4, ordered, depth: 2));
        sheet.Flow.Add(blocks.Paragraph());
        sheet.Flow.Add(blocks.Heading(1));
        sheet.Flow.Add(blocks.List(3, ordered: !ordered));
        Add(sheet, 8, () => blocks.Paragraph());
    }

    private static void Tables(Sheet sheet, Blocks blocks, IProse prose, Random random, bool ruled, bool spans)
    {
        sheet.Flow.Add(blocks.Heading(1));
        sheet.Flow.Add(blocks.Paragraph());
        sheet.Flow.Add(blocks.Table(new TableForm(random.Next(4, 9), random.Next(4, 6), ruled) { Spans = spans, Wide = random.Next(3) != 0, CaptionBelow = random.Next(2) == 0 }));
        sheet.Flow.Add(blocks.Paragraph());
        sheet.Flow.Add(blocks.Table(new TableForm(random.Next(3, 6), 3 + (spans ? 1 : 0), ruled) { Spans = spans, Sentences = random.Next(2) == 0 }));
        Add(sheet, 8, () => blocks.Paragraph());
    }

    private static void TableInColumn(Sheet sheet, Blocks blocks, IProse prose, Random random)
    {
        sheet.Columns = 2;
        for (var section = 0; section < 5; section++)
        {
            sheet.Flow.Add(blocks.Heading(1));
            Add(sheet, 2, () => blocks.Paragraph());
            sheet.Flow.Add(blocks.Table(new TableForm(random.Next(3, 7), 3, Ruled: section % 2 == 0)));
        }
    }

    private static void TableOverColumns(Sheet sheet, Blocks blocks, IProse prose, Random random)
    {
        sheet.Columns = 2;
        sheet.Top = blocks.Table(new TableForm(random.Next(4, 8), random.Next(4, 6), Ruled: random.Next(2) == 0));
        for (var section = 0; section < 6; section++)
        {
            sheet.Flow.Add(blocks.Heading(1));
            Add(sheet, 3, () => blocks.Paragraph());
        }
    }

    private static void Headings(Sheet sheet, Blocks blocks, IProse prose, Random random)
    {
        sheet.Flow.Add(blocks.Title(prose.Phrase()));
        for (var section = 0; section < 6; section++)
        {
            for (var level = section == 0 ? 1 : random.Next(1, 4); level <= (section % 2 == 0 ? 3 : 2); level++)
            {
                sheet.Flow.Add(blocks.Heading(level));
                sheet.Flow.Add(blocks.Paragraph(1, 3));
            }
        }

        Add(sheet, 6, () => blocks.Paragraph());
    }

    private static void Figures(Sheet sheet, Blocks blocks, IProse prose, Random random)
    {
        for (var section = 0; section < 4; section++)
        {
            Add(sheet, 2, () => blocks.Paragraph(2, 4));
            sheet.Flow.Add(blocks.Figure(random.Next(60, 100), captionAbove: section % 2 == 1));
        }
    }

    private static void FigureOverColumns(Sheet sheet, Blocks blocks, IProse prose, Random random)
    {
        sheet.Columns = 2;
        sheet.Top = blocks.Figure(random.Next(110, 160));
        for (var section = 0; section < 6; section++)
        {
            sheet.Flow.Add(blocks.Heading(1));
            Add(sheet, 3, () => blocks.Paragraph());
        }
    }

    private static void Code(Sheet sheet, Blocks blocks, IProse prose, Random random)
    {
        for (var section = 0; section < 5; section++)
        {
            sheet.Flow.Add(blocks.Heading(2));
            sheet.Flow.Add(blocks.Paragraph());
            sheet.Flow.Add(blocks.Code(random.Next(4, 10)));
            sheet.Flow.Add(blocks.Paragraph(1, 2));
        }
    }

    private static void Formulas(Sheet sheet, Blocks blocks, IProse prose, Random random)
    {
        for (var section = 0; section < 8; section++)
        {
            if (section % 3 == 0)
            {
                sheet.Flow.Add(blocks.Heading(1));
            }

            sheet.Flow.Add(blocks.Paragraph(1, 3));
            sheet.Flow.Add(blocks.Formula());
        }

        Add(sheet, 6, () => blocks.Paragraph());
    }

    private static void Letter(Sheet sheet, Blocks blocks, IProse prose, Random random)
    {
        sheet.Flow.Add(Blocks.Text($"{prose.Name()}, {random.Next(1, 99)} {prose.Term()}"));
        sheet.Flow.Add(Blocks.Text($"{random.Next(1, 28)}. {random.Next(1, 12)}. {random.Next(1950, 2024)}"));
        sheet.Flow.Add(Blocks.Text($"{prose.Word(Label.Dear)} {prose.Name()},"));
        Add(sheet, random.Next(3, 6), () => blocks.Paragraph());
        sheet.Flow.Add(Blocks.Text(prose.Word(Label.Regards)));
        sheet.Flow.Add(Blocks.Text(prose.Name()));
    }

    private static void Boxes(Sheet sheet, Blocks blocks, IProse prose, Random random)
    {
        sheet.Flow.Add(blocks.Title(prose.Phrase()));
        for (var section = 0; section < 4; section++)
        {
            sheet.Flow.Add(blocks.Heading(1));
            sheet.Flow.Add(blocks.Paragraph());
            sheet.Flow.Add(blocks.Box());
            sheet.Flow.Add(blocks.Paragraph());
        }
    }

    private static void Report(Sheet sheet, Blocks blocks, IProse prose, Random random)
    {
        sheet.Flow.Add(blocks.Title(prose.Phrase()));
        for (var section = 0; section < 9; section++)
        {
            sheet.Flow.Add(blocks.Heading(1 + (section % 3 == 0 ? 0 : 1)));
            Add(sheet, random.Next(2, 5), () => blocks.Paragraph(3, 7));
            sheet.Flow.Add(section % 2 == 0 ? blocks.WithNote() : blocks.List(3, ordered: false));
        }

        Add(sheet, 25, () => blocks.Paragraph(3, 7));
    }

    private static void Paper(Sheet sheet, Blocks blocks, IProse prose, Random random)
    {
        sheet.Columns = 2;
        sheet.Top = blocks.Title(prose.Phrase(), centred: true) + Blocks.Text($"{prose.Name()}, {prose.Name()}", "centred");
        for (var section = 0; section < 14; section++)
        {
            sheet.Flow.Add(blocks.Heading(1 + (section % 3 == 0 ? 0 : 1)));
            Add(sheet, random.Next(2, 5), () => blocks.Paragraph(3, 7));
            sheet.Flow.Add(section % 4 == 1 ? blocks.Table(new TableForm(5, 3, Ruled: section % 8 == 1)) : section % 4 == 3 ? blocks.Figure(64) : blocks.WithNote());
        }

        Add(sheet, 40, () => blocks.Paragraph(3, 7));
    }

    private static void Journal(Sheet sheet, Blocks blocks, IProse prose, Random random)
    {
        sheet.Columns = 2;
        sheet.ScannedPage = 7;
        sheet.Top = blocks.Title(prose.Phrase(), centred: true) + Blocks.Text($"{prose.Name()}, {prose.Name()}", "centred");
        for (var section = 0; section < 60; section++)
        {
            sheet.Flow.Add(blocks.Heading(1 + (section % 3 == 0 ? 0 : 1)));
            Add(sheet, random.Next(2, 4), () => blocks.Paragraph(3, 6));
            sheet.Flow.Add((section % 5) switch
            {
                0 => blocks.Table(new TableForm(random.Next(4, 7), 3, Ruled: section % 2 == 0)),
                2 => blocks.Figure(64),
                3 => blocks.WithNote(),
                _ => blocks.List(3, ordered: section % 2 == 0),
            });
        }
    }

    private static void TablePages(Sheet sheet, Blocks blocks, IProse prose, Random random)
    {
        sheet.Flow.Add(blocks.Heading(1));
        Add(sheet, 4, () => blocks.Paragraph());
        sheet.Flow.Add(blocks.Table(new TableForm(random.Next(28, 38), 4, Ruled: true) { Parting = true }));
        Add(sheet, 9, () => blocks.Paragraph());
    }
}
