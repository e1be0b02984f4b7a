using Limner.Imaging;
using Limner.Kernel.Errors;

namespace Limner.Vision.Ocr;

/// <summary>
/// Has each line read by who knows its script: the built-in networks, or Tesseract where a language was asked for that they do not know; where one was asked for whose marks
/// they lack, Latin lines by both. Both take about as long for a line, so a page of which the networks cannot read a sample is given to Tesseract first, and they
/// read what it leaves; on other pages it gets what they read badly. Either way a line is read by the same one in the end.
/// </summary>
internal sealed class EngineChoice(LineReader reader, TesseractReader tesseract)
{
    /// <summary>Of a line's height, added above and below.</summary>
    private const float MarkSpace = 0.15f;

    /// <summary>Lines the built-in recogniser is less sure of than this may be in a language that it does not know.</summary>
    private const float Doubtful = 0.9f;

    /// <summary>One line of so many is in the sample.</summary>
    private const int SampleStep = 4;

    /// <summary>Pictures with fewer lines have none.</summary>
    private const int LeastSampled = 8;

    /// <param name="languages">For Tesseract, all installed.</param>
    /// <returns>As many lines as were asked for, and how many the networks did not read well.</returns>
    /// <exception cref="LimnerException">Of the networks, or of the child process of Tesseract.</exception>
    public async Task<(List<(ReadLine Line, TextEngine Engine)> Lines, int Doubted)> ReadAsync(
        PixelBuffer picture, IReadOnlyList<RotatedRect> lines, IReadOnlyList<string> languages, int threads, CancellationToken cancellation)
    {
        var (marked, others) = (languages.Where(MarkedLatin.IsLanguage).ToList(), languages.Where(language => !MarkedLatin.IsLanguage(language)).ToList());
        var networks = new ReadLine?[lines.Count];
        var foreign = new ReadLine?[lines.Count];
        if (others.Count > 0)
        {
            var sample = lines.Count < LeastSampled ? [] : Enumerable.Range(0, lines.Count).Where(i => i % SampleStep == 0).ToList();
            await ReadByNetworksAsync(sample);
            if (sample.Count > 0 && sample.Count(IsDoubtful) * 2 >= sample.Count)
            {
                await ReadByTesseractAsync([.. Enumerable.Range(0, lines.Count).Where(i => networks[i] is null || IsDoubtful(i))]);
            }
        }

        await ReadByNetworksAsync([.. Enumerable.Range(0, lines.Count).Where(i => networks[i] is null && !IsForeign(i))]);
        if (others.Count > 0)
        {
            await ReadByTesseractAsync([.. Enumerable.Range(0, lines.Count).Where(i => foreign[i] is null && IsDoubtful(i))]);
        }

        var read = Enumerable.Range(0, lines.Count).Select(i => IsForeign(i) ? (foreign[i]!, TextEngine.Tesseract) : (networks[i]!, TextEngine.PaddleOcr)).ToList();
        await RestoreMarksAsync(picture, lines, read, marked, threads, cancellation);
        return (read, Enumerable.Range(0, lines.Count).Count(i => IsForeign(i) || IsDoubtful(i)));

        bool IsDoubtful(int i) => networks[i] is { Confidence: < Doubtful };

        bool IsForeign(int i) => foreign[i] is { } line && ScriptChoice.IsOfOtherScript(line);

        async Task ReadByNetworksAsync(List<int> which) => Put(networks, which, await reader.ReadAsync(picture, which.ConvertAll(i => lines[i]), threads, cancellation));

        async Task ReadByTesseractAsync(List<int> which) => Put(foreign, which, await tesseract.ReadAsync(picture, which.ConvertAll(i => lines[i]), others, threads, cancellation));
    }

    /// <summary>Without Tesseract.</summary>
    public async Task<(List<(ReadLine Line, TextEngine Engine)> Lines, int Doubted)> ReadByNetworksAsync(
        PixelBuffer picture, IReadOnlyList<RotatedRect> lines, int threads, CancellationToken cancellation)
    {
        var read = await reader.ReadAsync(picture, lines, threads, cancellation);
        return (read.ConvertAll(line => (line, TextEngine.PaddleOcr)), read.Count(line => line.Confidence < Doubtful));
    }

    private async Task RestoreMarksAsync(
        PixelBuffer picture, IReadOnlyList<RotatedRect> lines, List<(ReadLine Line, TextEngine Engine)> read, List<string> languages, int threads, CancellationToken cancellation)
    {
        var latin = Enumerable.Range(0, lines.Count).Where(i => MayLackMarks(read[i])).ToList();
        if (latin.Count > 0 && languages.Count > 0)
        {
            // The detector cuts close to the letters, and through the marks of capitals.
            var withMarks = await tesseract.ReadAsync(picture, latin.ConvertAll(i => lines[i].Heightened(MarkSpace)), languages, threads, cancellation);
            for (var i = 0; i < latin.Count; i++)
            {
                read[latin[i]] = (MarkedLatin.Restore(read[latin[i]].Line, withMarks[i]), TextEngine.PaddleOcr);
            }
        }
    }

    public static bool MayLackMarks((ReadLine Line, TextEngine Engine) read) => read.Engine == TextEngine.PaddleOcr && MarkedLatin.MayLackMarks(read.Line.Text);

    private static void Put(ReadLine?[] into, List<int> which, List<ReadLine> lines)
    {
        for (var i = 0; i < which.Count; i++)
        {
            into[which[i]] = lines[i];
        }
    }
}
