using System.Diagnostics.Metrics;
using Limner.Imaging.Metadata;
using Limner.Kernel.Errors;
using Limner.Safety.Files;
using Limner.Safety.Processes;
using Microsoft.Extensions.Options;

namespace Limner.Imaging.Conversion;

/// <summary>A picture file in a format that <see cref="PictureDecoder"/> reads.</summary>
/// <param name="Bytes">The file itself, or what it was converted to.</param>
/// <param name="MediaType">Of the file itself; null when the decoder's own word holds.</param>
public readonly record struct OpenedPicture(ReadOnlyMemory<byte> Bytes, string? MediaType);

/// <summary>
/// Makes pictures readable that libvips does not read: HEIC by libheif's converter, camera raw files by the preview inside or LibRaw, BMP and a few old
/// formats by netpbm. Each program runs as a limited child process on the bytes of one file; what it makes goes the way of every other picture.
/// </summary>
public sealed class PictureConverter(
    PictureDecoder decoder, MetadataReader metadata, LimitedProcessRunner processes, IOptionsMonitor<ConversionOptions> options, IOptions<DecodeBudgetOptions> budget,
    TimeProvider clock)
{
    /// <summary>A preview smaller than this is one for the camera's own list of pictures.</summary>
    private const int LeastPreview = 800;

    private const int JpegQuality = 95;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly Meter Meter = new("Limner.Imaging");
    private static readonly Counter<long> Conversions = Meter.CreateCounter<long>(
        "limner.imaging.conversions", description: "Pictures converted by a helper program, by program.");

    private readonly HashSet<Tool> _missed = [];
    private DateTimeOffset _cleaned;

    /// <summary>The packages that files were met for since the start and that are still not there.</summary>
    public IReadOnlyList<Tool> Missed
    {
        get
        {
            lock (_missed)
            {
                _missed.RemoveWhere(IsInstalled);
                return [.. _missed];
            }
        }
    }

    /// <summary>Whether all programs of a package are there at this moment.</summary>
    public bool IsInstalled(Tool tool) => tool.Programs.All(program => Find(program) is not null);

    /// <summary>As <see cref="PictureDecoder.RecogniseMediaType"/>, and of the formats that are converted too, whether or not this machine can.</summary>
    public string RecogniseMediaType(ReadOnlyMemory<byte> head)
    {
        var kind = FileSniffer.Sniff(head.Span);
        return Tool.For(kind) is null ? decoder.RecogniseMediaType(head) : OriginalMediaType.Of(kind, head.Span);
    }

    /// <summary>The picture as the decoder can read it. Files that it reads anyway, and what is no picture, come back as they are.</summary>
    /// <exception cref="LimnerException">
    /// <c>file_tool_missing</c> with the package's name; <c>file_too_many_pixels</c> by what the header claims; <c>file_corrupt</c>: the program failed, took too
    /// long or used more than it may.
    /// </exception>
    public async ValueTask<OpenedPicture> OpenAsync(ReadOnlyMemory<byte> file, CancellationToken cancellation)
    {
        var kind = FileSniffer.Sniff(file.Span);
        if (Tool.For(kind) is not { } tool || file.Length > budget.Value.MaxFileBytes)
        {
            return new OpenedPicture(file, MediaType: null);
        }

        decoder.CheckClaim(kind, file.Span);
        var bytes = kind == FileKind.Raw && FindPreview(file) is { } preview ? preview : await ConvertAsync(kind, tool, file, cancellation);
        return new OpenedPicture(bytes, OriginalMediaType.Of(kind, file.Span));
    }

    /// <summary>The preview inside, upright as the camera was held; null when there is none worth showing.</summary>
    private ReadOnlyMemory<byte>? FindPreview(ReadOnlyMemory<byte> file)
    {
        var jpeg = EmbeddedJpeg.FindLargest(file, out var longSide);
        if (jpeg.IsEmpty || (longSide < LeastPreview && IsInstalled(Tool.Raw)))
        {
            return null;
        }

        // Some makes write the orientation into the preview as well, most only into the raw file.
        return metadata.Read(jpeg).Orientation != 1 || metadata.Read(file).Orientation is not (> 1 and var orientation)
            ? jpeg
            : JpegExif.WithOrientation(jpeg.Span, orientation);
    }

    private async Task<ReadOnlyMemory<byte>> ConvertAsync(FileKind kind, Tool tool, ReadOnlyMemory<byte> file, CancellationToken cancellation)
    {
        if (!IsInstalled(tool))
        {
            lock (_missed)
            {
                _missed.Add(tool);
            }

            throw new LimnerException(ErrorCatalogue.FileToolMissing, tool.Lack);
        }

        try
        {
            return kind switch
            {
                // Upright already: libheif follows the file's own rotation, which is the one that counts (ISO/IEC 23008-12, 6.5.10).
                FileKind.Heic => JpegExif.WithOrientation((await ThroughFileAsync("heif-convert", ["-q", $"{JpegQuality}", "in", "out.jpg"], "out*.jpg", file, cancellation)).Span, orientation: 1),
                FileKind.Raw => await ThroughFileAsync("dcraw_emu", ["-w", "-h", "-T", "in"], "in.tiff", file, cancellation),
                FileKind.Bmp => await ThroughPngAsync("bmptopnm", file, cancellation),
                FileKind.Icon => await ThroughPngAsync("winicontopam", file, cancellation),
                FileKind.Pcx => await ThroughPngAsync("pcxtoppm", file, cancellation),
                FileKind.Tga => await ThroughPngAsync("tgatoppm", file, cancellation),
                _ => await RunAsync("pamtopng", [], file, directory: null, cancellation),
            };
        }
        catch (LimnerException exception) when (exception.Failure.Error == ErrorCatalogue.ChildProcess || exception.Failure.Error == ErrorCatalogue.ChildProcessTimeout)
        {
            throw new LimnerException(ErrorCatalogue.FileCorrupt, exception.Failure.Detail, exception);
        }
    }

    private async Task<ReadOnlyMemory<byte>> ThroughPngAsync(string program, ReadOnlyMemory<byte> file, CancellationToken cancellation)
        => await RunAsync("pamtopng", [], await RunAsync(program, [], file, directory: null, cancellation), directory: null, cancellation);

    /// <summary>For programs that read and write files alone.</summary>
    private async Task<ReadOnlyMemory<byte>> ThroughFileAsync(string program, string[] arguments, string result, ReadOnlyMemory<byte> file, CancellationToken cancellation)
    {
        DeleteAbandoned();
        using var directory = new WorkDirectory();
        await File.WriteAllBytesAsync(directory.Combine("in"), file, cancellation);
        await RunAsync(program, arguments, default, directory.Path, cancellation);

        // Where a file holds several pictures, heif-convert numbers them.
        var made = directory.Find(result).OrderBy(made => made.Name.Length).ThenBy(made => made.Name, StringComparer.Ordinal).FirstOrDefault();
        if (made is null || made.LinkTarget is not null || made.Length == 0 || made.Length > budget.Value.MaxDecodeBytes)
        {
            throw new LimnerException(ErrorCatalogue.FileCorrupt, $"{program} made no picture of it.");
        }

        return await File.ReadAllBytesAsync(made.FullName, cancellation);
    }

    /// <summary>Before the first conversion and then once in a while: a server that is killed leaves what it was at.</summary>
    private void DeleteAbandoned()
    {
        var now = clock.GetUtcNow();
        lock (_missed)
        {
            if (now - _cleaned < WorkDirectory.Abandoned)
            {
                return;
            }

            _cleaned = now;
        }

        WorkDirectory.DeleteAbandoned(now);
    }

    private async Task<ReadOnlyMemory<byte>> RunAsync(string program, string[] arguments, ReadOnlyMemory<byte> input, string? directory, CancellationToken cancellation)
    {
        Conversions.Add(1, new KeyValuePair<string, object?>("program", program));
        var made = await processes.RunAsync(
            new LimitedProcess(Find(program) ?? program, arguments)
            {
                Input = input,
                WorkingDirectory = directory,
                Limits = new ProcessLimits
                {
                    Deadline = Deadline,
                    CpuTime = Deadline,
                    MemoryBytes = (1L << 30) + (2 * budget.Value.MaxDecodeBytes),
                    OutputBytes = (int)Math.Min(budget.Value.MaxDecodeBytes, int.MaxValue / 2),
                    FileBytes = budget.Value.MaxDecodeBytes,
                },
            },
            cancellation);
        return made.Output;
    }

    private string? Find(string program)
        => (options.CurrentValue.ToolsDir is { Length: > 0 } only ? [only] : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
            .Select(directory => Path.GetFullPath(Path.Join(directory, program)))
            .FirstOrDefault(File.Exists);
}
