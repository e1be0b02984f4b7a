namespace Limner.Documents.Layout;

/// <summary>What some items leave free from side to side. Adding a band costs as much as it has items, however many there are already.</summary>
internal sealed class Columns
{
    private readonly double _least;
    private readonly List<(double Left, double Right)> _taken;

    /// <param name="items">At least one.</param>
    /// <param name="least">The least width of a gap, in points.</param>
    public Columns(IReadOnlyList<PageItem> items, double least)
        : this([], items, least, double.MinValue)
    {
    }

    private Columns(List<(double Left, double Right)> taken, IReadOnlyList<PageItem> items, double least, double bottom)
    {
        _least = least;
        _taken = [];
        foreach (var (left, right) in taken.Concat(items.Select(item => (item.Box.Left, item.Box.Right))).OrderBy(side => side.Item1))
        {
            if (_taken.Count > 0 && left - _taken[^1].Right < least)
            {
                _taken[^1] = (_taken[^1].Left, Math.Max(_taken[^1].Right, right));
            }
            else
            {
                _taken.Add((left, right));
            }
        }

        Bottom = Math.Max(bottom, items.Max(item => item.Box.Bottom));
        Gaps = [.. _taken.Skip(1).Select((side, i) => (_taken[i].Right, side.Left))];
    }

    /// <summary>The vertical gaps of at least that width that nothing crosses, between the first and the last item, from left to right.</summary>
    public IReadOnlyList<(double From, double To)> Gaps { get; }

    public double Left => _taken[0].Left;

    public double Right => _taken[^1].Right;

    public double Bottom { get; }

    /// <summary>These and more items.</summary>
    public Columns With(IReadOnlyList<PageItem> items) => new(_taken, items, _least, Bottom);
}
