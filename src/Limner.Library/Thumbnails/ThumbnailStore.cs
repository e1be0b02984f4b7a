using System.Buffers.Binary;
using Limner.Kernel.Errors;
using Limner.Storage;
using Microsoft.Extensions.Options;

namespace Limner.Library.Thumbnails;

/// <summary>
/// Previews on disk, by content: <c>thumbnails/ab/cd/SHA-400.webp</c> in the data directory. A cache: every file in it can be rendered
/// again from its original. Files appear whole, by renaming, before the database speaks of them.
/// </summary>
internal sealed class ThumbnailStore(IOptions<StorageOptions> storage, TimeProvider clock)
{
    private const int WebPHeaderLength = 12;

    private readonly string _root = Path.Join(Path.GetFullPath(storage.Value.DataDir), "thumbnails");

    public string PathOf(string sha256, int longSide) => Path.Join(_root, sha256[..2], sha256[2..4], $"{sha256}-{longSide}.webp");

    /// <summary>The preview's bytes, or null when it is not cached or its file is damaged (cut off by a crash or a full disk).</summary>
    public async Task<byte[]?> FindAsync(string sha256, int longSide, CancellationToken cancellation)
    {
        byte[] bytes;
        try
        {
            bytes = await File.ReadAllBytesAsync(PathOf(sha256, longSide), cancellation);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        if (!IsWholeWebP(bytes))
        {
            return null;
        }

        if (longSide != PreviewSizes.Small.LongSide)
        {
            MarkViewed(PathOf(sha256, longSide));
        }

        return bytes;
    }

    /// <exception cref="LimnerException"><c>storage_full</c>: the cache cannot be written.</exception>
    public void Write(string sha256, int longSide, ReadOnlySpan<byte> webp)
    {
        var path = PathOf(sha256, longSide);
        var temporary = $"{path}.{Path.GetRandomFileName()}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            try
            {
                File.WriteAllBytes(temporary, webp);
                File.Move(temporary, path, overwrite: true);
            }
            catch
            {
                File.Delete(temporary);
                throw;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LimnerException(ErrorCatalogue.StorageFull, $"The thumbnail cache cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>Removes every size of these contents.</summary>
    public void Remove(IEnumerable<string> sha256s)
    {
        foreach (var sha256 in sha256s)
        {
            foreach (var size in PreviewSizes.All)
            {
                try
                {
                    File.Delete(PathOf(sha256, size.LongSide));
                }
                catch (DirectoryNotFoundException)
                {
                    // Never rendered.
                }
            }
        }
    }

    /// <summary>The previews that were rendered on view, in any order.</summary>
    public IEnumerable<FileInfo> FindLarger()
        => Directory.Exists(_root)
            ? new DirectoryInfo(_root).EnumerateFiles("*.webp", SearchOption.AllDirectories).Where(file => !file.Name.EndsWith($"-{PreviewSizes.Small.LongSide}.webp", StringComparison.Ordinal))
            : [];

    /// <summary>File systems note accesses late or not at all, so it is done here.</summary>
    private void MarkViewed(string path)
    {
        try
        {
            File.SetLastAccessTimeUtc(path, clock.GetUtcNow().UtcDateTime);
        }
        catch (IOException)
        {
            // Removed from the cache meanwhile; its bytes are read already.
        }
    }

    private static bool IsWholeWebP(ReadOnlySpan<byte> bytes)
        => bytes.Length > WebPHeaderLength
            && bytes[..4].SequenceEqual("RIFF"u8)
            && bytes[8..12].SequenceEqual("WEBP"u8)
            && BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) + 8L == bytes.Length;
}
