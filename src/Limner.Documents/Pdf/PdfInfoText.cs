using System.Globalization;
using Limner.Kernel.Errors;

namespace Limner.Documents.Pdf;

/// <summary>Reads what <c>pdfinfo</c> prints: lines of a name, a colon and a value.</summary>
internal static class PdfInfoText
{
    private const int MaximumValue = 1000;

    /// <summary>A page larger than any paper: coordinates beyond it are a mistake or an attack.</summary>
    private const double MaximumSide = 1_000_000;

    /// <exception cref="LimnerException"><c>document_damaged</c>: it names no number of pages.</exception>
    public static PdfSummary ReadSummary(string text)
    {
        var values = Lines(text).GroupBy(line => line.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First().Value, StringComparer.Ordinal);
        if (!values.TryGetValue("Pages", out var pages) || !int.TryParse(pages, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < 1)
        {
            throw new LimnerException(ErrorCatalogue.DocumentDamaged, "It names no pages.");
        }

        return new PdfSummary(count, new DocumentMetadata(Value("Title"), Value("Author"), Value("Subject"), Value("Creator"), Value("CreationDate"))
        {
            Keywords = Value("Keywords"),
            Producer = Value("Producer"),
            ModifiedAt = Value("ModDate"),
        });

        string? Value(string name)
            => values.TryGetValue(name, out var value) && value.Length > 0 ? TextCleaning.Clean(value)[..Math.Min(TextCleaning.Clean(value).Length, MaximumValue)] : null;
    }

    /// <summary>Of the pages it lists, in their order.</summary>
    public static IReadOnlyList<PdfPageSize> ReadSizes(string text)
    {
        var media = new SortedDictionary<int, PageBox>();
        var crop = new Dictionary<int, PageBox>();
        var rotation = new Dictionary<int, int>();
        foreach (var (name, value) in Lines(text))
        {
            var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length != 3 || words[0] != "Page" || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                continue;
            }

            switch (words[2])
            {
                case "MediaBox" when ReadBox(value) is { } box:
                    media[number] = box;
                    break;
                case "CropBox" when ReadBox(value) is { } box:
                    crop[number] = box;
                    break;
                case "rot" when int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var degrees):
                    rotation[number] = ((degrees % 360) + 360) % 360;
                    break;
            }
        }

        return [.. media.Select(page => Upright(page.Key, page.Value, crop.GetValueOrDefault(page.Key, page.Value), rotation.GetValueOrDefault(page.Key)))];
    }

    /// <summary>Boxes in a PDF have their origin at the lower left corner of the unturned page.</summary>
    private static PdfPageSize Upright(int number, PageBox media, PageBox crop, int rotation)
    {
        var (width, height) = (media.Width, media.Height);
        var (left, top, right, bottom) = (crop.Left - media.Left, media.Bottom - crop.Bottom, crop.Right - media.Left, media.Bottom - crop.Top);
        return rotation switch
        {
            90 => new PdfPageSize(number, height, width, rotation, new PageBox(height - bottom, left, height - top, right)),
            180 => new PdfPageSize(number, width, height, rotation, new PageBox(width - right, height - bottom, width - left, height - top)),
            270 => new PdfPageSize(number, height, width, rotation, new PageBox(top, width - right, bottom, width - left)),
            _ => new PdfPageSize(number, width, height, 0, new PageBox(left, top, right, bottom)),
        };
    }

    private static PageBox? ReadBox(string value)
    {
        var parts = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var numbers = new double[4];
        for (var i = 0; i < 4; i++)
        {
            if (i >= parts.Length || !double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !(Math.Abs(numbers[i]) <= MaximumSide))
            {
                return null;
            }
        }

        var box = new PageBox(Math.Min(numbers[0], numbers[2]), Math.Min(numbers[1], numbers[3]), Math.Max(numbers[0], numbers[2]), Math.Max(numbers[1], numbers[3]));
        return box is { Width: > 0, Height: > 0 } ? box : null;
    }

    private static IEnumerable<(string Name, string Value)> Lines(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                yield return (line[..colon].Trim(), line[(colon + 1)..].Trim());
            }
        }
    }
}
