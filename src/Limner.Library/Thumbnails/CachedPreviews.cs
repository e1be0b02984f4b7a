namespace Limner.Library.Thumbnails;

/// <summary>All that is cached of previews, on disk and in memory.</summary>
internal sealed class CachedPreviews(ThumbnailStore store, PreviewMemory memory)
{
    /// <summary>Call after the commit that removed these contents.</summary>
    public void Remove(IReadOnlyCollection<string> sha256s)
    {
        memory.Remove(sha256s);
        store.Remove(sha256s);
    }
}
