using System.Diagnostics.Metrics;
using System.Globalization;
using Limner.Imaging;
using Limner.Kernel.Errors;
using Limner.Models.Store;

namespace Limner.Vision.Ocr;

/// <summary>
/// Finds lines, tells how they lie, and has them read by the engine that knows their script (docs/decisions/0020-text-in-pictures.md).
/// </summary>
internal sealed class TextRecognizer : ITextRecognizer, IDisposable
{
    /// <summary>Raise it when the same networks would be used differently.</summary>
    private const int Revision = 1;

    /// <summary>As <see cref="Revision"/>, where a language with marks is asked for.</summary>
    private const int MarksRevision = 1;

    private readonly TextDetector _detector;
    private readonly LineDirections _directions;
    private readonly EngineChoice _choice;
    private readonly TesseractReader _tesseract;
    private readonly Lazy<string> _networks;
    private readonly TimeProvider _clock;
    private readonly Meter _meter = new("Limner.Vision.Ocr");
    private readonly Histogram<double> _duration;

    public TextRecognizer(TextDetector detector, LineDirections directions, EngineChoice choice, TesseractReader tesseract, ModelStore store, TimeProvider clock)
    {
        (_detector, _directions, _choice, _tesseract, _clock) = (detector, directions, choice, tesseract, clock);
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
            lines = ReadingOrder.Sort(options.AnyOrientation ? await _directions.TurnAsync(picture, lines, Available(options), options.Threads, cancellation) : lines);
            (read, var doubted) = await _choice.ReadAsync(picture, lines, Available(options), options.Threads, cancellation);
            shortfall = FindShortfall(options, read, doubted);
        }
        catch (LimnerException exception) when (exception.Failure.Error == ErrorCatalogue.ChildProcess || exception.Failure.Error == ErrorCatalogue.ChildProcessTimeout)
        {
            // What the networks know by themselves is not lost to a helper program that fails.
            shortfall = exception.Failure;
            lines = ReadingOrder.Sort(options.AnyOrientation ? await _directions.TurnAsync(picture, found.ConvertAll(region => region.Rectangle), [], options.Threads, cancellation) : lines);
            (read, _) = await _choice.ReadByNetworksAsync(picture, lines, options.Threads, cancellation);
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

    /// <summary>A language that is missing matters to lines that were read badly, and one with marks to all in Latin letters.</summary>
    private Failure? FindShortfall(TextRecognitionOptions options, List<(ReadLine Line, TextEngine Engine)> read, int doubted)
    {
        var missing = Others(options).Except(Available(options), StringComparer.Ordinal);
        return doubted > 0 || (missing.Any(MarkedLatin.IsLanguage) && read.Exists(EngineChoice.MayLackMarks)) ? FindShortfall(options) : null;
    }

    private static IEnumerable<string> Others(TextRecognitionOptions options) => options.Languages.Where(language => language is not ("eng" or "chi"));

    private List<string> Available(TextRecognitionOptions options) => [.. Others(options).Where(language => _tesseract.FindLanguage(language) is not null)];

    private static string Lack(IEnumerable<string> languages)
        => string.Join(' ', languages.Select(language => $"Text in {language} needs tesseract-ocr-{language}: apt install tesseract-ocr-{language}."));
}
