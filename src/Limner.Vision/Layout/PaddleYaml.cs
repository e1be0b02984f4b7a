using System.Globalization;

namespace Limner.Vision.Layout;

/// <summary>
/// As much of Paddle's <c>inference.yml</c> as layout needs: it is always written by one program, in one manner, so its lines are read rather than YAML.
/// </summary>
/// <param name="Labels">Of <c>label_list</c>.</param>
/// <param name="Size">Of <c>target_size</c>: height first there.</param>
/// <param name="Mean">0 where nothing is subtracted; null where nothing is said.</param>
internal sealed record PaddleYaml(IReadOnlyList<string>? Labels, (int Width, int Height)? Size, IReadOnlyList<double>? Mean, IReadOnlyList<double>? Deviation)
{
    /// <exception cref="LayoutMisfitException">It names more than there can be.</exception>
    public static PaddleYaml Read(string yaml)
    {
        var lists = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        List<string>? open = null;
        var depth = 0;
        foreach (var line in yaml.Split('\n'))
        {
            var text = line.Trim();
            var indent = line.Length - line.TrimStart().Length;

            // "- type: Resize" begins a step of a list; "- text" is an item, as deep as the key of its list or deeper.
            if (open is not null && text.StartsWith("- ", StringComparison.Ordinal) && indent >= depth && !text.EndsWith(':') && !text.Contains(": ", StringComparison.Ordinal))
            {
                open.Add(Unquoted(text[2..]));
                continue;
            }

            open = null;
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
            {
                continue;
            }

            var key = text[..colon].TrimStart('-').Trim();
            var value = text[(colon + 1)..].Trim();
            if (value.Length == 0)
            {
                depth = indent;
                open = [];
                lists.TryAdd(key, open);
            }
            else
            {
                lists.TryAdd(key, value is ['[', .., ']'] ? [.. value[1..^1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Unquoted)] : [Unquoted(value)]);
            }
        }

        var isPlain = lists.TryGetValue("norm_type", out var norm) && norm is ["none"];
        return new PaddleYaml(
            lists.TryGetValue("label_list", out var labels) && labels.Count > 0 ? LayoutConfiguration.Checked(labels) : null,
            Numbers("target_size") is [var height, var width] ? ((int)width, (int)height) : null,
            isPlain ? [0, 0, 0] : Numbers("mean") is { Count: 3 } mean ? mean : null,
            isPlain ? [1, 1, 1] : Numbers("std") is { Count: 3 } deviation ? deviation : null);

        List<double> Numbers(string key)
            => lists.TryGetValue(key, out var items) && items.TrueForAll(item => double.TryParse(item, NumberStyles.Float, CultureInfo.InvariantCulture, out _)) ? items.ConvertAll(item => double.Parse(item, NumberStyles.Float, CultureInfo.InvariantCulture)) : [];
    }

    private static string Unquoted(string text) => text.Trim().Trim('\'', '"');
}
