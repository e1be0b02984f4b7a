using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Querying;

/// <summary>Images counted by month, in one query each.</summary>
internal static class Timeline
{
    public static async Task<IReadOnlyList<MonthView>> CountAsync(IQueryable<ImageRow> images, CancellationToken cancellation)
    {
        var months = await images
            .GroupBy(image => MonthOf.Time(image.SortAt))
            .Select(month => new { Month = month.Key, Count = month.Count() })
            .OrderByDescending(month => month.Month)
            .ToListAsync(cancellation);
        return [.. months.Select(month => new MonthView(month.Month, month.Count, Ratios: null))];
    }

    /// <summary>As <see cref="CountAsync"/>, with the shape of every image; looks at each of them.</summary>
    public static async Task<IReadOnlyList<MonthView>> ShapesAsync(LimnerDb db, IQueryable<ImageRow> images, CancellationToken cancellation)
    {
        var shapes = images
            .OrderByDescending(image => image.SortAt).ThenByDescending(image => image.Id)
            .Join(db.Set<ContentRow>(), image => image.ContentId, content => content.Id, (image, content) => new { image.SortAt, image.Id, content.Width, content.Height })
            .OrderByDescending(shape => shape.SortAt).ThenByDescending(shape => shape.Id)
            .AsAsyncEnumerable();
        var months = new List<MonthView>();
        var ratios = new List<byte>();
        (int Year, int Month)? current = null;
        await foreach (var shape in shapes.WithCancellation(cancellation))
        {
            var month = (shape.SortAt.UtcDateTime.Year, shape.SortAt.UtcDateTime.Month);
            if (month != current)
            {
                Close();
                current = month;
            }

            ratios.Add(RatioCode(shape.Width, shape.Height));
        }

        Close();
        return months;

        void Close()
        {
            if (current is { } month)
            {
                months.Add(new MonthView($"{month.Year:D4}-{month.Month:D2}", ratios.Count, [.. ratios]));
                ratios.Clear();
            }
        }
    }

    internal static byte RatioCode(int width, int height)
        => width > 0 && height > 0 ? (byte)Math.Clamp(128 + Math.Round(40 * Math.Log2((double)width / height)), 0, 255) : (byte)128;
}
