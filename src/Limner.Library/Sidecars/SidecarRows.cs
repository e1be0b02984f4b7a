using System.Security.Cryptography;

namespace Limner.Library.Sidecars;

/// <summary>That something was said about the image of a file since its sidecar was looked at (table <c>sidecar_marks</c>).</summary>
internal sealed class SidecarMarkRow
{
    public long FileId { get; set; }

    public DateTimeOffset MarkedAt { get; set; }
}

/// <summary>What this server has put into the sidecar of a file (table <c>sidecar_writes</c>).</summary>
internal sealed class SidecarWriteRow
{
    public long FileId { get; set; }

    /// <summary>In the file's directory.</summary>
    public required string Name { get; set; }

    /// <summary>JSON: <see cref="OwnWords"/>.</summary>
    public required string Own { get; set; }

    /// <summary>JSON; while the sidecar is being written: what is in it instead of <see cref="Own"/> once it has the hash <see cref="NextSha256"/>.</summary>
    public string? Next { get; set; }

    public string? NextSha256 { get; set; }

    /// <summary>What of a sidecar with these bytes is this server's.</summary>
    public OwnWords OwnIn(ReadOnlySpan<byte> sidecar)
        => MetadataJson.ReadOwn(Next is not null && Convert.ToHexStringLower(SHA256.HashData(sidecar)) == NextSha256 ? Next : Own);
}
