using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Limner.Kernel.Errors;
using Limner.Library.Scanning;

namespace Limner.Library.Folders;

/// <summary>
/// What a folder's owner wants left out. <c>*</c> is any run of characters but the slash, <c>?</c> one of them, <c>**</c> any run. A
/// pattern without a slash is matched against names at any depth, one with a slash against the path below the folder. A directory that
/// matches is left out with all it holds: it is not even entered, which is why Microsoft.Extensions.FileSystemGlobbing (whole paths of
/// files only) does not serve here.
/// </summary>
internal sealed class ExcludeGlobs
{
    public const int MaxPatterns = 100;
    public const int MaxLength = 500;

    private readonly Regex? _names;
    private readonly Regex? _paths;

    public ExcludeGlobs(IReadOnlyList<string> patterns)
    {
        var trimmed = patterns.Select(pattern => pattern.Trim().TrimEnd('/')).Where(pattern => pattern.Length > 0).ToList();
        _names = Compile(trimmed.Where(pattern => !pattern.Contains('/')));
        _paths = Compile(trimmed.Where(pattern => pattern.Contains('/')).Select(pattern => pattern.TrimStart('/')));
    }

    public static ExcludeGlobs FromJson(string json) => new(Parse(json));

    public static IReadOnlyList<string> Parse(string json) => JsonSerializer.Deserialize<string[]>(json) ?? [];

    /// <exception cref="LimnerException"><c>validation</c>: too many or too long.</exception>
    public static string ToJson(IReadOnlyList<string?> patterns)
    {
        if (patterns.Count > MaxPatterns || patterns.Any(pattern => string.IsNullOrWhiteSpace(pattern) || pattern.Length > MaxLength))
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"At most {MaxPatterns} patterns of 1 to {MaxLength} characters.", "exclude"));
        }

        return JsonSerializer.Serialize(patterns);
    }

    public bool Matches(string relativePath, ReadOnlySpan<char> name)
        => (_names is not null && _names.IsMatch(name)) || (_paths is not null && _paths.IsMatch(relativePath));

    /// <summary>Whether a file is not scanned, for its own name's or a directory's on the way to it.</summary>
    /// <param name="recursive">Whether directories below the folder are scanned at all.</param>
    public bool LeavesOut(string relativePath, bool recursive)
    {
        var name = 0;
        while (true)
        {
            var end = relativePath.IndexOf('/', name);
            if (!recursive && end >= 0)
            {
                return true;
            }

            var part = end < 0 ? relativePath.AsSpan(name) : relativePath.AsSpan(name, end - name);
            if (CandidateNames.IsIgnored(part) || Matches(end < 0 ? relativePath : relativePath[..end], part))
            {
                return true;
            }

            if (end < 0)
            {
                return false;
            }

            name = end + 1;
        }
    }

    private static Regex? Compile(IEnumerable<string> patterns)
    {
        var expression = string.Join('|', patterns.Select(Translate));

        // Without backtracking a pattern written in malice costs no more than one written in good faith.
        return expression.Length == 0
            ? null
            : new Regex($@"\A(?:{expression})\z", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
    }

    private static string Translate(string pattern)
    {
        var expression = new StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '*' && i + 1 < pattern.Length && pattern[i + 1] == '*')
            {
                i++;
                var atStartOfComponent = i == 1 || pattern[i - 2] == '/';
                if (atStartOfComponent && i + 1 < pattern.Length && pattern[i + 1] == '/')
                {
                    // "**/" is any number of directories, none included.
                    i++;
                    expression.Append("(?:.*/)?");
                }
                else
                {
                    expression.Append(".*");
                }
            }
            else
            {
                expression.Append(pattern[i] switch
                {
                    '*' => "[^/]*",
                    '?' => "[^/]",
                    var c => Regex.Escape(c.ToString()),
                });
            }
        }

        return expression.ToString();
    }
}
