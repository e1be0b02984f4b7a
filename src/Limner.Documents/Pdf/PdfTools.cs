using System.Globalization;
using System.Text;
using System.Text.Json;
using Limner.Imaging;
using Limner.Kernel.Errors;
using Limner.Safety.Processes;
using Microsoft.Extensions.Options;

namespace Limner.Documents.Pdf;

/// <summary>
/// Poppler's programs, each a limited child process: nothing of a PDF is parsed in the server itself. All work on windows of pages, so that memory does not grow
/// with the document.
/// </summary>
internal sealed class PdfTools(LimitedProcessRunner processes, IOptionsMonitor<DocumentOptions> options)
{
    /// <summary>Poppler needs a few hundred megabytes for pages with large pictures.</summary>
    private const long MemoryBytes = 1536L << 20;

    /// <summary>Of text and markup of one window: some 100 bytes a word.</summary>
    private const int TextBytes = 16 << 20;

    /// <summary>Of an outline and its names.</summary>
    private const int StructureBytes = 8 << 20;

    /// <summary>Fractions of a point that pdftohtml can express: it writes whole numbers, and enlarges at most three times.</summary>
    private const int RunScale = 3;

    private static readonly TimeSpan Opening = TimeSpan.FromSeconds(20);

    /// <exception cref="LimnerException"><c>pdf_password_required</c>, <c>pdf_password_wrong</c>, <c>document_damaged</c>, <c>child_process_timeout</c>, <c>file_tool_missing</c>.</exception>
    public async Task<PdfSummary> SummariseAsync(PdfFile file, CancellationToken cancellation)
    {
        try
        {
            var output = await RunAsync("pdfinfo", [.. Password(file), "-isodates", "-enc", "UTF-8", file.Path], Opening, 1 << 20, cancellation);
            return PdfInfoText.ReadSummary(Text(output));
        }
        catch (LimnerException exception) when (exception.Failure.Error == ErrorCatalogue.ChildProcess)
        {
            var detail = exception.Failure.Detail ?? "";
            if (detail.Contains("Incorrect password", StringComparison.Ordinal))
            {
                throw new LimnerException(file.Password is null ? ErrorCatalogue.PdfPasswordRequired : ErrorCatalogue.PdfPasswordWrong);
            }

            throw Explain(exception, ErrorCatalogue.DocumentDamaged);
        }
    }

    /// <summary>The outline and the names of the pages. Nothing depends on them, so that a file of which they cannot be had is read without; nor does it need the program for them.</summary>
    public async Task<PdfStructure> ReadStructureAsync(PdfFile file, int pages, CancellationToken cancellation)
    {
        string[] arguments = [.. file.Password is null ? Array.Empty<string>() : ["--password-file=-"], "--no-warn", "--warning-exit-0", "--json=2", "--json-key=outlines", "--json-key=pagelabels", file.Path];
        try
        {
            return PdfStructure.Read(await RunAsync("qpdf", arguments, Opening, StructureBytes, cancellation, file.Password is { } password ? Encoding.UTF8.GetBytes(password + "\n") : default), pages);
        }
        catch (Exception exception) when (exception is LimnerException or JsonException)
        {
            return PdfStructure.None;
        }
    }

    /// <summary>The geometry of pages <paramref name="first"/> to <paramref name="last"/>.</summary>
    public async Task<IReadOnlyList<PdfPageSize>> MeasureAsync(PdfFile file, int first, int last, CancellationToken cancellation)
        => PdfInfoText.ReadSizes(Text(await RunAsync("pdfinfo", [.. Password(file), .. Range(first, last), "-box", file.Path], Deadline(first, last), 4 << 20, cancellation)));

    /// <summary>The words of each page, as they stand upright.</summary>
    public async Task<IReadOnlyList<List<PdfWord>>> ReadWordsAsync(PdfFile file, int first, int last, CancellationToken cancellation)
        => PdfWordList.Read(await RunAsync("pdftotext", [.. Password(file), .. Range(first, last), "-bbox", file.Path, "-"], Deadline(first, last), TextBytes, cancellation));

    /// <summary>The runs of each page with their fonts.</summary>
    public async Task<IReadOnlyDictionary<int, List<PdfRun>>> ReadRunsAsync(PdfFile file, int first, int last, CancellationToken cancellation)
        => PdfRunList.Read(
            await RunAsync(
                "pdftohtml",
                [.. Password(file), .. Range(first, last), "-xml", "-i", "-hidden", "-nodrm", "-stdout", "-enc", "UTF-8", "-zoom", RunScale.ToString(CultureInfo.InvariantCulture), file.Path],
                Deadline(first, last),
                TextBytes,
                cancellation),
            RunScale);

    /// <summary>The picture of a page in colour, its longer side of so many pixels.</summary>
    public async Task<PixelBuffer> DrawColourAsync(PdfFile file, int page, int longSide, CancellationToken cancellation)
    {
        PixelBuffer? drawn = null;
        try
        {
            await DrawAsync(file, page, page, longSide, grey: false, async (maps, stop) => drawn = await ReadColourAsync(maps, stop), cancellation);
            return drawn ?? throw new LimnerException(ErrorCatalogue.PageUnreadable, "The page was not drawn.");
        }
        catch
        {
            drawn?.Dispose();
            throw;
        }
    }

    /// <summary>Pages drawn in colour, their longer side of so many pixels, for their layout in grey: in colour they take no longer.</summary>
    /// <param name="withSquares">Whether each comes with a small picture in colour.</param>
    public async Task<IReadOnlyList<DrawnPage>> DrawPagesAsync(PdfFile file, int first, int last, int longSide, bool withSquares, CancellationToken cancellation)
    {
        var pages = new List<DrawnPage>();
        await DrawAsync(
            file,
            first,
            last,
            longSide,
            grey: false,
            async (maps, stop) =>
            {
                while (await ReadColourAsync(maps, stop) is { } drawn)
                {
                    using var colour = drawn;
                    pages.Add(DrawnPage.Of(colour, withSquares));
                }
            },
            cancellation);
        return pages;
    }

    /// <summary>The picture of a page in grey, its longer side of so many pixels.</summary>
    public async Task<GreyPicture> DrawGreyAsync(PdfFile file, int page, int longSide, CancellationToken cancellation)
    {
        GreyPicture? drawn = null;
        await DrawAsync(
            file,
            page,
            page,
            longSide,
            grey: true,
            async (maps, stop) =>
            {
                if (await maps.NextAsync(stop) is var (width, height))
                {
                    var pixels = new byte[width * height];
                    await maps.ReadPixelsAsync(pixels, stop);
                    drawn = new GreyPicture(width, height, pixels);
                }
            },
            cancellation);
        return drawn ?? throw new LimnerException(ErrorCatalogue.PageUnreadable, "The page was not drawn.");
    }

    private static async Task<PixelBuffer?> ReadColourAsync(PortableMapReader maps, CancellationToken cancellation)
    {
        if (await maps.NextAsync(cancellation) is not var (width, height))
        {
            return null;
        }

        var pixels = new PixelBuffer(width, height);
        try
        {
            await maps.ReadPixelsAsync(pixels.Writable, cancellation);
            return pixels;
        }
        catch
        {
            pixels.Dispose();
            throw;
        }
    }

    private Task DrawAsync(
        PdfFile file, int first, int last, int longSide, bool grey, Func<PortableMapReader, CancellationToken, Task> read, CancellationToken cancellation)
    {
        // The program may round a side up.
        var pixels = (longSide + 1L) * (longSide + 1L);
        var bytes = (last - first + 1) * ((grey ? 1 : 3) * pixels + 64);
        return RunAsync(
            "pdftoppm",
            [.. Password(file), .. Range(first, last), .. grey ? ["-gray"] : Array.Empty<string>(), "-scale-to", longSide.ToString(CultureInfo.InvariantCulture), file.Path],
            Deadline(first, last),
            (int)Math.Min(bytes, int.MaxValue - 64),
            async (output, stop) =>
            {
                using var maps = new PortableMapReader(output, grey ? '5' : '6', pixels);
                await read(maps, stop);
            },
            cancellation);
    }

    private TimeSpan Deadline(int first, int last) => TimeSpan.FromSeconds(options.CurrentValue.PageSeconds + (2 * (last - first)));

    private async Task<ReadOnlyMemory<byte>> RunAsync(string program, string[] arguments, TimeSpan deadline, int outputBytes, CancellationToken cancellation, ReadOnlyMemory<byte> input = default)
    {
        using var output = new MemoryStream();
        await RunAsync(program, arguments, deadline, outputBytes, (written, stop) => written.CopyToAsync(output, stop), cancellation, input);
        return output.GetBuffer().AsMemory(0, (int)output.Length);
    }

    private async Task RunAsync(
        string program, string[] arguments, TimeSpan deadline, int outputBytes, Func<Stream, CancellationToken, Task> receive, CancellationToken cancellation, ReadOnlyMemory<byte> input = default)
    {
        var request = new LimitedProcess(program, arguments)
        {
            Input = input,
            Limits = new ProcessLimits { Deadline = deadline, CpuTime = deadline, MemoryBytes = MemoryBytes, OutputBytes = outputBytes, FileBytes = 1 << 20 },
        };
        try
        {
            await processes.RunAsync(request, receive, cancellation);
        }
        catch (LimnerException exception) when (exception.Failure.Detail?.Contains("No such file or directory", StringComparison.Ordinal) == true
            && exception.Failure.Detail.Contains("prlimit", StringComparison.Ordinal))
        {
            throw new LimnerException(ErrorCatalogue.FileToolMissing, $"PDF files need poppler-utils ({program}): apt install poppler-utils.", exception);
        }
        catch (LimnerException exception) when (exception.Failure.Detail?.Contains(" wrote more than ", StringComparison.Ordinal) == true)
        {
            throw Explain(exception, ErrorCatalogue.PageTooComplex);
        }
    }

    /// <summary>The program's last words under a name of this module.</summary>
    public static LimnerException Explain(LimnerException exception, ErrorDefinition error)
        => new(error, exception.Failure.Detail is { Length: > 0 } detail ? detail[..Math.Min(detail.Length, 300)] : null, exception);

    private static string[] Password(PdfFile file) => file.Password is { } password ? ["-upw", password] : [];

    private static string[] Range(int first, int last)
        => ["-f", first.ToString(CultureInfo.InvariantCulture), "-l", last.ToString(CultureInfo.InvariantCulture)];

    private static string Text(ReadOnlyMemory<byte> output) => Encoding.UTF8.GetString(output.Span);
}
