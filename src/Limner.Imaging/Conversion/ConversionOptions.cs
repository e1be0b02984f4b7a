using System.ComponentModel;
using Microsoft.Extensions.Configuration;

namespace Limner.Imaging.Conversion;

/// <summary>Where the helper programs are that read what libvips does not.</summary>
public sealed class ConversionOptions
{
    public const string Section = "library";

    /// <summary>The only directory they are looked for in; empty: those of PATH.</summary>
    [ConfigurationKeyName("tools_dir")]
    [Description("Directory in which the helper programs for HEIC, camera raw files, BMP and others (heif-convert, dcraw_emu, netpbm) are looked for instead of PATH.")]
    public string ToolsDir { get; set; } = "";
}
