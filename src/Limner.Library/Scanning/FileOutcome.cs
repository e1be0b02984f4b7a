using Limner.Imaging;
using Limner.Imaging.Metadata;
using Limner.Kernel.Errors;

namespace Limner.Library.Scanning;

/// <summary>A file of the folder that is to be read.</summary>
/// <param name="Attempts">How often the server ended while it decoded it.</param>
internal sealed record FileToRead(long Id, string RelativePath, long Size, int Attempts)
{
    /// <summary>After so many it is left alone.</summary>
    public const int MaxAttempts = 3;
}

/// <summary>What became of one file.</summary>
internal abstract record FileOutcome(FileToRead File)
{
    /// <summary>The hash this outcome claimed, to be settled when the writer has it.</summary>
    public string? Claimed { get; init; }
}

/// <summary>It was read.</summary>
/// <param name="Size">Bytes, as read.</param>
/// <param name="Derived">What was derived from its bytes; null when its content is known and lacks nothing.</param>
internal sealed record FileRead(FileToRead File, string Sha256, long Size, DateTimeOffset ModifiedAt, DerivedContent? Derived) : FileOutcome(File);

/// <summary>It could not be read, for a reason of its own.</summary>
internal sealed record FileFailed(FileToRead File, Failure Failure) : FileOutcome(File);

/// <summary>It changed while it was read, twice: it stays as it is known until a later scan reads it.</summary>
internal sealed record FileChanged(FileToRead File) : FileOutcome(File);

/// <summary>It is not there any more.</summary>
internal sealed record FileGone(FileToRead File) : FileOutcome(File);

/// <summary>What was derived from one content in this scan.</summary>
/// <param name="Core">Null when the content has all of it.</param>
/// <param name="Metadata">Null when the content has it.</param>
/// <param name="Findings">Of the analyzers that ran and succeeded.</param>
internal sealed record DerivedContent(CoreFindings? Core, PictureMetadata? Metadata, IReadOnlyList<AnalyzerFinding> Findings);

/// <summary>What Library itself derives from the pixels.</summary>
/// <param name="Palette">JSON, as <see cref="ContentRow.Palette"/>.</param>
internal sealed record CoreFindings(PictureHeader Header, byte[] ThumbHash, string Palette, ulong PerceptualHash);

internal sealed record AnalyzerFinding(IPictureAnalyzer Analyzer, object Finding);
