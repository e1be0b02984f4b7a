using System.Globalization;
using System.Linq.Expressions;
using Limner.Library;
using Limner.Storage;

namespace Limner.Search.Querying.Conditions;

/// <summary>When it was taken, else when its file was last changed.</summary>
/// <param name="From">The first moment asked for.</param>
/// <param name="Before">The first moment no longer asked for.</param>
internal sealed record DateCondition(DateTimeOffset? From, DateTimeOffset? Before) : ImageCondition
{
    private static readonly DateTimeOffset LastDay = new(9999, 12, 31, 0, 0, 0, TimeSpan.Zero);

    /// <summary><c>2024</c>, <c>2024-05</c>, <c>2024-05-31</c>; <c>2024-05..2024-08</c>, <c>..2024</c>, <c>2024..</c>; with <c>&gt;</c>, <c>&gt;=</c>, <c>&lt;</c>, <c>&lt;=</c> before.</summary>
    public static DateCondition? Read(string text)
    {
        if (text[0] is '<' or '>')
        {
            var isInclusive = text.Length > 1 && text[1] == '=';
            return Day(text[(isInclusive ? 2 : 1)..]) is not { } bound ? null
                : text[0] == '>' ? new DateCondition(isInclusive ? bound.First : bound.After, null)
                : new DateCondition(null, isInclusive ? bound.After : bound.First);
        }

        if (text.Split("..") is not [var first, var last])
        {
            return Day(text) is { } day ? new DateCondition(day.First, day.After) : null;
        }

        var (from, to) = (Day(first), Day(last));
        return (from is null && first.Length > 0) || (to is null && last.Length > 0) || (from is null && to is null) || from?.First >= to?.After ? null : new DateCondition(from?.First, to?.After);
    }

    /// <summary>What is wrong with a text that <see cref="Read"/> does not take and that is nearly a date or a range; null for anything else.</summary>
    public static string? FaultOf(string text)
    {
        var days = text.TrimStart('<', '>', '=').Split("..");
        return days.Select(MissingDay).FirstOrDefault(fault => fault is not null)
            ?? (days is [var first, var last] && Day(first)?.First >= Day(last)?.After ? "The range ends before it begins." : null);
    }

    /// <summary>A day, a month or a year, as its first moment and the one after its last; null for anything else.</summary>
    public static (DateTimeOffset First, DateTimeOffset After)? Day(string text)
        => TryParse(text, "yyyy-MM-dd", out var first) && first < LastDay ? (first, first.AddDays(1))
            : TryParse(text, "yyyy-MM", out first) && first.Year < 9999 ? (first, first.AddMonths(1))
            : TryParse(text, "yyyy", out first) && first.Year < 9999 ? (first, first.AddYears(1))
            : null;

    public override Expression<Func<ImageRow, bool>> Of(LimnerDb db, Searcher searcher)
    {
        var (from, before) = (From, Before);
        return from is null ? image => image.SortAt < before
            : before is null ? image => image.SortAt >= from
            : image => image.SortAt >= from && image.SortAt < before;
    }

    private static string? MissingDay(string text)
    {
        if (text.Split('-') is not [{ Length: 4 }, { Length: 2 } month, ..] parts || parts.Length > 3 || !parts.All(part => part.All(char.IsAsciiDigit)))
        {
            return null;
        }

        return Day($"{parts[0]}-{month}") is null ? Day(parts[0]) is null ? null : $"There is no month {month}."
            : parts is [_, _, { Length: 2 } day] && Day(text) is null ? $"{parts[0]}-{month} has no day {day}."
            : null;
    }

    private static bool TryParse(string text, string format, out DateTimeOffset time)
        => DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
}
