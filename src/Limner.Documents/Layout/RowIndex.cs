namespace Limner.Documents.Layout;

/// <summary>
/// Things of a page by their height on it, so that what lies beside a box is found without looking at the whole page: a page may have some ten thousand words.
/// </summary>
internal sealed class RowIndex<T>
{
    /// <summary>Of a row, in points: about a line.</summary>
    private const double Height = 12;

    /// <summary>Rows of the largest page there is; what lies beyond is in the last one.</summary>
    private const int MaximumRows = 2048;

    private readonly Dictionary<int, List<T>> _rows = [];

    /// <summary>An index of all of them.</summary>
    public static RowIndex<T> Of(IEnumerable<T> items, Func<T, PageBox> box)
    {
        var index = new RowIndex<T>();
        foreach (var item in items)
        {
            index.Add(item, box(item));
        }

        return index;
    }

    public void Add(T item, PageBox box)
    {
        for (var row = Row(box.Top); row <= Row(box.Bottom); row++)
        {
            if (_rows.TryGetValue(row, out var items))
            {
                items.Add(item);
            }
            else
            {
                _rows[row] = [item];
            }
        }
    }

    /// <summary>At least all that lie beside the box, in the order in which they were added to each row; the same one may come for several rows.</summary>
    public IEnumerable<T> Beside(PageBox box)
    {
        for (var row = Row(box.Top); row <= Row(box.Bottom); row++)
        {
            if (_rows.TryGetValue(row, out var items))
            {
                // By index: the caller may add to the index meanwhile.
                for (var i = 0; i < items.Count; i++)
                {
                    yield return items[i];
                }
            }
        }
    }

    private static int Row(double y) => (int)Math.Clamp(y / Height, -1, MaximumRows);
}
