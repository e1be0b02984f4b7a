using System.Globalization;
using Limner.Kernel.Errors;

namespace Limner.Library.Metadata;

/// <summary>When people say that a picture was taken: what the clock on the wall showed, kept as if it were UTC.</summary>
internal static class TakenTime
{
    /// <summary>The first photograph that is left.</summary>
    private const int FirstYear = 1826;

    /// <param name="text"><c>2024-05-31T14:22:05</c>; the seconds or the time of day may be left out. Null or blank: nothing is said.</param>
    /// <exception cref="LimnerException"><c>validation</c>, with <paramref name="field"/>.</exception>
    public static DateTimeOffset? Parse(string? text, DateTimeOffset now, string field)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (!DateTime.TryParseExact(text.Trim(), ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("A time reads 2024-05-31T14:22:05.", field));
        }

        var taken = new DateTimeOffset(time, TimeSpan.Zero);
        return IsBelieved(taken, now)
            ? taken
            : throw new LimnerException(ErrorCatalogue.Validation.With("No picture was taken before 1826 or will be after today.", field));
    }

    /// <summary>The bounds of what is believed of files as well.</summary>
    public static bool IsBelieved(DateTimeOffset taken, DateTimeOffset now) => taken.Year >= FirstYear && taken <= now.AddDays(1);
}
