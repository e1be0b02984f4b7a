using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace Limner.Safety.Files;

/// <summary>What one picture may cost. Checked from the header, before anything is decoded.</summary>
public sealed class DecodeBudgetOptions
{
    public const string Section = "library";

    /// <summary>Largest file that is read, in MiB.</summary>
    [ConfigurationKeyName("max_file_size_mb")]
    [Description("Largest file that is read, in MiB. Larger ones are listed as failed with the code file_too_large.")]
    [Range(1, 2000)]
    public int MaxFileSizeMb { get; set; } = 512;

    /// <summary>Largest picture that is decoded, in millions of pixels.</summary>
    [ConfigurationKeyName("max_megapixels")]
    [Description("Largest picture that is decoded, in millions of pixels. Larger ones are listed as failed with the code file_too_many_pixels.")]
    [Range(1, 4000)]
    public int MaxMegapixels { get; set; } = 200;

    /// <summary>
    /// Working memory one picture may need, in MiB. Matters for formats that cannot be decoded line by line: progressive JPEG, interlaced
    /// PNG, GIF, WebP, AVIF, TIFF in one strip.
    /// </summary>
    [ConfigurationKeyName("max_decode_memory_mb")]
    [Description("Memory that decoding one picture may need, in MiB; for formats that cannot be decoded line by line (progressive JPEG, interlaced PNG, GIF, WebP, AVIF, some TIFF).")]
    [Range(64, 65536)]
    public int MaxDecodeMemoryMb { get; set; } = 512;

    /// <summary>The limit on files in bytes.</summary>
    public long MaxFileBytes => MaxFileSizeMb * 1024L * 1024;

    /// <summary>The limit on pixels.</summary>
    public long MaxPixels => MaxMegapixels * 1_000_000L;

    /// <summary>The limit on working memory in bytes.</summary>
    public long MaxDecodeBytes => MaxDecodeMemoryMb * 1024L * 1024;
}
