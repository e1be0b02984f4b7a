using System.Diagnostics.Metrics;
using System.Globalization;
using Limner.Imaging;
using Limner.Kernel.Errors;
using Limner.Models.Store;

namespace Limner.Vision.Ocr;

/// <summary>
/// Finds lines, tells how they lie, reads them by the built-in networks, and hands those that these read badly to Tesseract where a language was asked for that
/// they do not know; where one was asked for whose marks they lack, Latin lines too (docs/decisions/0020-text-in-pictures.md).
/// </summary>
internal sealed class TextRecognizer : ITextRecognizer, IDisposable
{
    /// <summary>Raise it when the same networks would be used differently.</summary>
    private const int Revision = 1;

    /// <summary>Of a line's height, added above and below.</summary>
    private const float MarkSpace = 0.15f;

    /// <summary>As <see cref="Revision"/>, where a language with marks is asked for.</summary>
    private const int MarksRevision = 1;

    /// <summary>Lines the built-in recogniser is less sure of than this may be in a language that it does not know.</summary>
    private const float Doubtful = 0.9f;

    private readonly TextDetector _detector;
    private readonly LineDirections _directions;
    private readonly LineReader _reader;
    private readonly TesseractReader _tesseract;
    private readonly Lazy<string> _networks;
    private readonly TimeProvider _clock;
    private readonly Meter _meter = new("Limner.Vision.Ocr");
    private readonly Histogram<double> _duration;

    public TextRecognizer(TextDetector detector, LineDirections directions, LineReader reader, TesseractReader tesseract, ModelStore store, TimeProvider clock)
    {
        (_detector, _directions, _reader, _tesseract, _clock) = (detector, directions, reader, tesseract, clock);
        _networks = new Lazy<string>(
            () => string.Join('-', new[] { BuiltInModels.TextDetection, BuiltInModels.TextAngle, BuiltInModels.TextRecognition }.Select(id => store.Find(id).Files[0].Sha256[..6])),
            LazyThreadSafetyMode.PublicationOnly);
        _duration = _meter.CreateHistogram<double>("limner.vision.text", "s", "Time to read the text of one picture");
    }

    public string VersionFor(TextRecognitionOptions options)
    {
        var languages = Available(options);
        var marks = languages.Exists(MarkedLatin.IsLanguage) ? $"+marks{MarksRevision}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{Revision}-{_networks.Value}+{string.Join('+', languages)}{marks}");
    }

    public Failure? FindShortfall(TextRecognitionOptions options)
    {
        var missing = Others(options).Except(Available(options), StringComparer.Ordinal).ToList();
        return missing.Count == 0 ? null : ErrorCatalogue.FileToolMissing.With(Lack(missing));
    }

    public async Task<RecognizedText> RecognizeAsync(PixelBuffer picture, TextRecognitionOptions options, CancellationToken cancellation)
    {
        if (Math.Max(picture.Width, picture.Height) > TextRecognitionOptions.MaximumSide)
        {
            throw new ArgumentException($"{picture.Width} x {picture.Height} pixels are more than {TextRecognitionOptions.MaximumSide} a side.", nameof(picture));
        }

        var started = _clock.GetTimestamp();
        var found = await _detector.FindAsync(picture, cancellation);
        var lines = found.ConvertAll(region => region.Rectangle);
        List<(ReadLine Line, TextEngine Engine)> read;
        Failure? shortfall = null;
        try
        {
            lines = ReadingOrder.Sort(options.AnyOrientation ? await _directions.TurnAsync(picture, lines, Available(options), cancellation) : lines);
            read = await ReadByNetworkAsync(picture, lines, cancellation);
            shortfall = await ReadOthersAsync(picture, lines, read, options, cancellation);
        }
        catch (LimnerException exception) when (exception.Failure.Error == ErrorCatalogue.ChildProcess || exception.Failure.Error == ErrorCatalogue.ChildProcessTimeout)
        {
            // What the networks know by themselves is not lost to a helper program that fails.
            shortfall = exception.Failure;
            lines = ReadingOrder.Sort(options.AnyOrientation ? await _directions.TurnAsync(picture, found.ConvertAll(region => region.Rectangle), [], cancellation) : lines);
            read = await ReadByNetworkAsync(picture, lines, cancellation);
        }

        var text = new List<TextLine>(lines.Count);
        for (var i = 0; i < lines.Count; i++)
        {
            var (line, engine) = read[i];
            if (line.Text.Length > 0 && line.Confidence >= options.LeastConfidence)
            {
                text.Add(new TextLine(
                    lines[i].ToQuad(picture.Width, picture.Height),
                    line.Text,
                    line.Confidence,
                    [.. line.Words.Select(word => new TextWord(lines[i].Part(word.From, word.To).ToQuad(picture.Width, picture.Height), word.Text, word.Confidence))],
                    engine));
            }
        }

        _duration.Record(_clock.GetElapsedTime(started).TotalSeconds);
        return new RecognizedText(text, shortfall);
    }

    public void Dispose() => _meter.Dispose();

    private async Task<List<(ReadLine Line, TextEngine Engine)>> ReadByNetworkAsync(PixelBuffer picture, List<RotatedRect> lines, CancellationToken cancellation)
        => (await _reader.ReadAsync(picture, lines, cancellation)).ConvertAll(line => (Line: line, Engine: TextEngine.PaddleOcr));

    /// <summary>Puts into <paramref name="read"/> what Tesseract reads better.</summary>
    /// <returns>Why it could not, or null.</returns>
    private async Task<Failure?> ReadOthersAsync(
        PixelBuffer picture, List<RotatedRect> lines, List<(ReadLine Line, TextEngine Engine)> read, TextRecognitionOptions options, CancellationToken cancellation)
    {
        var doubtful = Enumerable.Range(0, lines.Count).Where(i => read[i].Line.Confidence < Doubtful).ToList();
        var (marked, others) = (Available(options).FindAll(MarkedLatin.IsLanguage), Available(options).FindAll(language => !MarkedLatin.IsLanguage(language)));
        if (doubtful.Count > 0 && others.Count > 0)
        {
            var better = await _tesseract.ReadAsync(picture, doubtful.ConvertAll(i => lines[i]), others, cancellation);
            for (var i = 0; i < doubtful.Count; i++)
            {
                if (ScriptChoice.IsBetter(better[i], read[doubtful[i]].Line))
                {
                    read[doubtful[i]] = (better[i], TextEngine.Tesseract);
                }
            }
        }

        var latin = Enumerable.Range(0, lines.Count).Where(i => read[i].Engine == TextEngine.PaddleOcr && MarkedLatin.MayLackMarks(read[i].Line.Text)).ToList();
        if (latin.Count > 0 && marked.Count > 0)
        {
            // The detector cuts close to the letters, and through the marks of capitals.
            var withMarks = await _tesseract.ReadAsync(picture, latin.ConvertAll(i => lines[i].Heightened(MarkSpace)), marked, cancellation);
            for (var i = 0; i < latin.Count; i++)
            {
                read[latin[i]] = (MarkedLatin.Restore(read[latin[i]].Line, withMarks[i]), TextEngine.PaddleOcr);
            }
        }

        // A language that is missing matters to lines that were read badly, and one with marks to all in Latin letters.
        var isMissed = doubtful.Count > 0 || (latin.Count > 0 && Others(options).Except(Available(options), StringComparer.Ordinal).Any(MarkedLatin.IsLanguage));
        return isMissed ? FindShortfall(options) : null;
    }

    private static IEnumerable<string> Others(TextRecognitionOptions options) => options.Languages.Where(language => language is not ("eng" or "chi"));

    private List<string> Available(TextRecognitionOptions options) => [.. Others(options).Where(language => _tesseract.FindLanguage(language) is not null)];

    private static string Lack(IEnumerable<string> languages)
        => string.Join(' ', languages.Select(language => $"Text in {language} needs tesseract-ocr-{language}: apt install tesseract-ocr-{language}."));
}
