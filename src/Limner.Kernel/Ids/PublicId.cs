namespace Limner.Kernel.Ids;

/// <summary>
/// How a row's number appears in the API: a prefix that names its kind, then the number in base 36 (<c>img_2s</c>). The prefix keeps
/// an id of one kind from being taken for another's; clients treat the whole as opaque.
/// </summary>
public static class PublicId
{
    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";

    public static string Format(string prefix, long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        Span<char> buffer = stackalloc char[13];
        var at = buffer.Length;
        do
        {
            buffer[--at] = Digits[(int)(number % 36)];
            number /= 36;
        }
        while (number > 0);
        return $"{prefix}_{buffer[at..]}";
    }

    /// <summary>Reads what <see cref="Format"/> writes and nothing else: a number has one spelling, so that ids can be compared as texts.</summary>
    public static bool TryParse(string prefix, string? text, out long number)
    {
        number = 0;
        if (text is null || text.Length <= prefix.Length + 1 || text.Length > prefix.Length + 14
            || !text.StartsWith(prefix, StringComparison.Ordinal) || text[prefix.Length] != '_'
            || (text[prefix.Length + 1] == '0' && text.Length > prefix.Length + 2))
        {
            return false;
        }

        foreach (var c in text.AsSpan(prefix.Length + 1))
        {
            var digit = Digits.IndexOf(c);
            if (digit < 0 || number > (long.MaxValue - digit) / 36)
            {
                return false;
            }

            number = (number * 36) + digit;
        }

        return true;
    }
}
