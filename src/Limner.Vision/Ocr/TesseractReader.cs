using System.Globalization;
using System.Text;
using Limner.Imaging;
using Limner.Imaging.Conversion;
using Limner.Kernel.Errors;
using Limner.Safety.Processes;
using Microsoft.Extensions.Options;

namespace Limner.Vision.Ocr;

/// <summary>
/// Reads lines by the program Tesseract, a limited child process for all lines of a picture. It gets lines that were found by <see cref="TextDetector"/>, each
/// as a picture of its own: on whole pictures its own layout analysis loses more than it finds.
/// </summary>
internal sealed class TesseractReader(LimitedProcessRunner runner, IOptionsMonitor<ConversionOptions> conversion)
{
    /// <summary>Its networks were trained on lines some 36 to 48 pixels high.</summary>
    private const int LineHeight = 48;

    /// <summary>White around a line: letters that touch the edge are read badly.</summary>
    private const int Margin = 8;

    private const int MaximumLineWidth = 4800;

    /// <summary>Lines of one run; a picture with more has several.</summary>
    public const int MaximumLines = 200;

    /// <summary>For fewer another process is not worth its start.</summary>
    private const int LeastLines = 3;

    private const long MemoryBytes = 2L << 30;

    /// <summary>Of any file it writes: two hundred lines are a few hundred kilobytes as a table.</summary>
    private const int MaximumFileBytes = 16 << 20;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    /// <summary>The file with the data for a language, or null where it is not installed (nor the program).</summary>
    public string? FindLanguage(string language)
        => FindProgram() is null ? null : DataDirectories().Select(directory => Path.Join(directory, language + ".traineddata")).FirstOrDefault(File.Exists);

    /// <summary>As many lines as were asked for, in their order; what could not be read is empty.</summary>
    /// <param name="processes">That run at once.</param>
    /// <exception cref="LimnerException"><c>child_process</c>, <c>child_process_timeout</c>.</exception>
    public async Task<List<ReadLine>> ReadAsync(PixelBuffer picture, IReadOnlyList<RotatedRect> lines, IReadOnlyList<string> languages, int processes, CancellationToken cancellation)
    {
        var read = new List<ReadLine>(lines.Count);
        foreach (var batch in lines.Chunk(MaximumLines * processes))
        {
            var share = Math.Max(LeastLines, (batch.Length + processes - 1) / processes);
            var shares = await Task.WhenAll(batch.Chunk(share).Select(some => ReadBatchAsync(picture, some, languages, cancellation)));
            read.AddRange(shares.SelectMany(some => some));
        }

        return read;
    }

    private async Task<ReadLine[]> ReadBatchAsync(PixelBuffer picture, RotatedRect[] lines, IReadOnlyList<string> languages, CancellationToken cancellation)
    {
        var directory = Directory.CreateTempSubdirectory("limner-ocr-");
        try
        {
            var list = new StringBuilder();
            var widths = new int[lines.Length];
            for (var i = 0; i < lines.Length; i++)
            {
                widths[i] = Math.Clamp((int)MathF.Ceiling(LineHeight * lines[i].Width / lines[i].Height), 1, MaximumLineWidth);
                using var crop = LineCrop.Cut(picture, lines[i], widths[i], LineHeight);
                var name = string.Create(CultureInfo.InvariantCulture, $"{i}.pgm");
                await File.WriteAllBytesAsync(Path.Join(directory.FullName, name), ToGreyMap(crop), cancellation);
                list.Append(name).Append('\n');
            }

            await File.WriteAllTextAsync(Path.Join(directory.FullName, "list.txt"), list.ToString(), cancellation);
            await runner.RunAsync(
                new LimitedProcess(
                    "env",
                    ["OMP_THREAD_LIMIT=1", FindProgram() ?? "tesseract", "list.txt", "out", "-l", string.Join('+', languages), "--psm", "7", "--dpi", "200", "-c", "preserve_interword_spaces=1", "txt", "tsv"])
                {
                    WorkingDirectory = directory.FullName,
                    Limits = new ProcessLimits { Deadline = Deadline, CpuTime = Deadline, MemoryBytes = MemoryBytes, OutputBytes = 1 << 20, FileBytes = MaximumFileBytes },
                },
                cancellation);
            var table = await ReadFileAsync(directory, "out.tsv", cancellation);
            var text = await ReadFileAsync(directory, "out.txt", cancellation);
            return TesseractTable.Read(table, text, widths, Margin);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <exception cref="LimnerException"><c>child_process</c>: it ended well and wrote nothing that could be read.</exception>
    private static async Task<string> ReadFileAsync(DirectoryInfo directory, string name, CancellationToken cancellation)
    {
        var file = new FileInfo(Path.Join(directory.FullName, name));
        return file is { Exists: true, LinkTarget: null, Length: <= MaximumFileBytes }
            ? await File.ReadAllTextAsync(file.FullName, cancellation)
            : throw new LimnerException(ErrorCatalogue.ChildProcess, "tesseract wrote no text.");
    }

    /// <summary>A portable greymap (netpbm P5) with a margin of the line's lightest tone; text is dark on light, as Tesseract expects it.</summary>
    private static byte[] ToGreyMap(PixelBuffer line)
    {
        var (width, height) = (line.Width + (2 * Margin), line.Height + (2 * Margin));
        var header = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"P5 {width} {height} 255\n"));
        var file = new byte[header.Length + (width * height)];
        header.CopyTo(file, 0);
        var grey = file.AsSpan(header.Length);
        var rgb = line.Span;
        var histogram = new int[256];
        for (var y = 0; y < line.Height; y++)
        {
            var row = grey.Slice(((y + Margin) * width) + Margin, line.Width);
            for (var x = 0; x < row.Length; x++)
            {
                var at = 3 * ((y * line.Width) + x);
                row[x] = (byte)(((rgb[at] * 77) + (rgb[at + 1] * 150) + (rgb[at + 2] * 29)) >> 8);
                histogram[row[x]]++;
            }
        }

        var paper = Array.IndexOf(histogram, histogram.Max());
        for (var y = 0; y < height; y++)
        {
            var row = grey.Slice(y * width, width);
            if (y < Margin || y >= height - Margin)
            {
                row.Fill((byte)paper);
            }
            else
            {
                row[..Margin].Fill((byte)paper);
                row[^Margin..].Fill((byte)paper);
            }
        }

        if (paper < 128)
        {
            for (var i = 0; i < grey.Length; i++)
            {
                grey[i] = (byte)(255 - grey[i]);
            }
        }

        return file;
    }

    private string? FindProgram()
        => (conversion.CurrentValue.ToolsDir is { Length: > 0 } only ? [only] : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
            .Select(directory => Path.GetFullPath(Path.Join(directory, "tesseract")))
            .FirstOrDefault(File.Exists);

    /// <summary>Where distributions put the data.</summary>
    private static IEnumerable<string> DataDirectories()
        => ["/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tesseract-ocr/4.00/tessdata", "/usr/share/tessdata", "/usr/share/tesseract/tessdata", "/usr/local/share/tessdata"];
}
