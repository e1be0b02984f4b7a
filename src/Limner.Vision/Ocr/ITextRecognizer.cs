using Limner.Imaging;
using Limner.Kernel.Errors;

namespace Limner.Vision.Ocr;

/// <summary>Reads the text in pictures and on pages. Thread-safe: several callers at once get the most out of a machine with several cores.</summary>
public interface ITextRecognizer
{
    /// <summary>
    /// Which engines with which parameters would read with these options on this machine now: what is read may differ between two versions. Short, fit for a
    /// database column.
    /// </summary>
    string VersionFor(TextRecognitionOptions options);

    /// <summary>What of these options cannot be done on this machine now, with the packages that are missing; null when all can.</summary>
    Failure? FindShortfall(TextRecognitionOptions options);

    /// <summary>
    /// Reads all text of a picture, seconds of work on the calling thread and those of <see cref="TextRecognitionOptions.Threads"/> for a full page.
    /// </summary>
    /// <param name="picture">The picture or page, upright if that is known, of at most <see cref="TextRecognitionOptions.MaximumSide"/> pixels a side.</param>
    /// <param name="cancellation">Stops a network between two of its layers, and kills a helper program.</param>
    /// <exception cref="ArgumentException">The buffer is larger than that.</exception>
    /// <exception cref="LimnerException"><c>model_not_found</c>, <c>model_load</c>, <c>native_library</c> or <c>inference</c>.</exception>
    Task<RecognizedText> RecognizeAsync(PixelBuffer picture, TextRecognitionOptions options, CancellationToken cancellation);
}

/// <summary>What to look for.</summary>
public sealed record TextRecognitionOptions
{
    /// <summary>Pixels of a picture's longer side: an A3 page at 300 dpi.</summary>
    public const int MaximumSide = 5000;

    /// <summary>ISO 639-2 codes as Tesseract names them. <c>eng</c> and <c>chi</c> are the built-in networks'; what else is asked for goes through Tesseract.</summary>
    public IReadOnlyList<string> Languages { get; init; } = ["eng", "kor"];

    /// <summary>Looks whether lines stand on their head or on their side. Without it all text is taken as upright, which saves a tenth of the time.</summary>
    public bool AnyOrientation { get; init; } = true;

    /// <summary>Lines below this confidence, 0..1, are left out.</summary>
    public float LeastConfidence { get; init; } = 0.5f;

    /// <summary>Lines that are read at once, each on a thread of its own or in a process. 1 is best where several pictures are read at once; more are for a page that somebody waits for.</summary>
    public int Threads { get; init; } = 1;
}

/// <summary>What was read, in reading order.</summary>
/// <param name="Lines">None where nothing was found.</param>
/// <param name="Shortfall">What could not be done and why (a helper program that is missing, say); null where nothing was amiss. The lines stand all the same.</param>
public sealed record RecognizedText(IReadOnlyList<TextLine> Lines, Failure? Shortfall);

/// <param name="Quad">Where it lies, its corners in the direction of reading.</param>
/// <param name="Confidence">0..1.</param>
/// <param name="Engine">Who read it.</param>
public sealed record TextLine(Quad Quad, string Text, float Confidence, IReadOnlyList<TextWord> Words, TextEngine Engine);

/// <inheritdoc cref="TextLine"/>
public sealed record TextWord(Quad Quad, string Text, float Confidence);

/// <summary>What reads lines.</summary>
public enum TextEngine
{
    /// <summary>The built-in networks: Latin and Chinese.</summary>
    PaddleOcr,

    /// <summary>The program of that name, for other languages.</summary>
    Tesseract,
}
