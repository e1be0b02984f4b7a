using Limner.Kernel.Errors;
using Limner.Storage;
using Microsoft.Extensions.Options;

namespace Limner.Library.Thumbnails;

/// <summary>
/// Previews on disk, by content: the scans' thumbnails as <c>thumbnails/ab/cd/SHA-400.webp</c> in the data directory, one for each picture, and what was
/// rendered on view as <c>previews/ab/cd/SHA-1200.avif</c>. A cache: every file in it can be rendered again from its original. Files appear whole,
/// by renaming, before the database speaks of them.
/// </summary>
internal sealed class ThumbnailStore(IOptions<StorageOptions> storage, TimeProvider clock)
{
    private readonly string _thumbnails = Path.Join(Path.GetFullPath(storage.Value.DataDir), "thumbnails");
    private readonly string _previews = Path.Join(Path.GetFullPath(storage.Value.DataDir), "previews");

    public IReadOnlyList<string> Roots => [_thumbnails, _previews];

    public string PathOf(PreviewKey key) => Path.Join(DirectoryOf(key.IsThumbnail ? _thumbnails : _previews, key.Sha256), NameOf(key));

    /// <summary>The preview, or null when it is not cached or its file is damaged (cut off by a crash or a full disk, or by the disk itself).</summary>
    public async Task<Preview?> FindAsync(PreviewKey key, CancellationToken cancellation)
    {
        var path = PathOf(key);
        byte[] bytes;
        try
        {
            bytes = await File.ReadAllBytesAsync(path, cancellation);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Not there, or not to be had: a cache that cannot be read is one that does not have it.
            return null;
        }

        var preview = PreviewFile.Read(key, bytes);
        if (preview is not null && !key.IsThumbnail)
        {
            MarkViewed(path);
        }

        return preview;
    }

    /// <returns>How many bytes the file takes.</returns>
    /// <exception cref="LimnerException"><c>storage_full</c>: the cache cannot be written.</exception>
    public long Write(PreviewKey key, int quality, ReadOnlySpan<byte> picture)
    {
        var path = PathOf(key);
        var temporary = $"{path}.{Path.GetRandomFileName()}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            try
            {
                using (var file = File.Create(temporary))
                {
                    file.Write(picture);
                    file.Write(PreviewFile.Trailer(picture, quality));
                }

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

        return picture.Length;
    }

    /// <summary>Removes every preview of these contents.</summary>
    public void Remove(IEnumerable<string> sha256s)
    {
        foreach (var sha256 in sha256s)
        {
            foreach (var directory in Roots.Select(root => DirectoryOf(root, sha256)).Where(Directory.Exists))
            {
                foreach (var file in Directory.EnumerateFiles(directory, $"{sha256}-*"))
                {
                    File.Delete(file);
                }
            }
        }
    }

    /// <summary>The previews that were rendered on view, in any order.</summary>
    public IEnumerable<FileInfo> FindRendered()
        => Directory.Exists(_previews) ? new DirectoryInfo(_previews).EnumerateFiles("*", SearchOption.AllDirectories) : [];

    /// <summary>Whether a file lies where such a preview is looked for: in early versions previews lay beside the thumbnails.</summary>
    public bool IsCurrentPath(string path)
        => path.StartsWith(_previews, StringComparison.Ordinal) || path.EndsWith($"-{PreviewSizes.Small}.webp", StringComparison.Ordinal);

    /// <summary>File systems note accesses late or not at all, so it is done here.</summary>
    private void MarkViewed(string path)
    {
        try
        {
            File.SetLastAccessTimeUtc(path, clock.GetUtcNow().UtcDateTime);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Removed from the cache meanwhile; its bytes are read already.
        }
    }

    private static string DirectoryOf(string root, string sha256) => Path.Join(root, sha256[..2], sha256[2..4]);

    private static string NameOf(PreviewKey key) => $"{key.Sha256}-{key.LongSide}.{PreviewFormats.Extension(key.Format)}";
}
