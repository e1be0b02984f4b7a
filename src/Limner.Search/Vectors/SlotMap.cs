namespace Limner.Search.Vectors;

/// <summary>In which slot a content's vector lies. Ids are handed out one after the other, so pages of an array cost a seventh of a dictionary's entries.</summary>
internal sealed class SlotMap
{
    private const int PageBits = 12;
    private readonly Dictionary<long, int[]> _pages = [];

    public int Count { get; private set; }

    /// <summary>The slot, or -1.</summary>
    public int Find(long contentId) => _pages.TryGetValue(contentId >> PageBits, out var page) ? page[At(contentId)] - 1 : -1;

    public void Set(long contentId, int slot)
    {
        if (!_pages.TryGetValue(contentId >> PageBits, out var page))
        {
            _pages[contentId >> PageBits] = page = new int[1 << PageBits];
        }

        Count += page[At(contentId)] == 0 ? 1 : 0;
        page[At(contentId)] = slot + 1;
    }

    public void Remove(long contentId)
    {
        if (Find(contentId) >= 0)
        {
            _pages[contentId >> PageBits][At(contentId)] = 0;
            Count--;
        }
    }

    public void Clear()
    {
        _pages.Clear();
        Count = 0;
    }

    private static int At(long contentId) => (int)(contentId & ((1 << PageBits) - 1));
}
