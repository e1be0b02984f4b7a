using System.Globalization;
using System.Text;
using System.Text.Json;
using Limner.Models.Onnx;
using Limner.Vision.Embedding.ImageText;

namespace Limner.Vision.Layout;

/// <summary>
/// What the files beside a network say of it: the names of its classes, the size of its input, how pixels become numbers. Each may be missing: then it is null, and what
/// is known of the network's kind holds. Read from <c>inference.yml</c> and <c>config.json</c> (Paddle), <c>config.json</c> and <c>preprocessor_config.json</c>
/// (transformers), and the texts inside the ONNX file (RapidLayout's <c>character</c>, Ultralytics' <c>names</c>).
/// </summary>
/// <param name="Mean">Of three colours, of 0..1.</param>
/// <param name="Deviation">The same, not 0.</param>
internal sealed record LayoutConfiguration(IReadOnlyList<string>? Labels, (int Width, int Height)? Size, IReadOnlyList<double>? Mean, IReadOnlyList<double>? Deviation)
{
    /// <summary>More classes than any layout model has.</summary>
    private const int MostLabels = 200;

    private const int LongestLabel = 100;

    /// <param name="read">A file's content by its name, null where there is none of it.</param>
    /// <exception cref="LayoutMisfitException">One of them is damaged, or contradicts itself.</exception>
    public static LayoutConfiguration Read(OnnxSignature network, Func<string, byte[]?> read)
    {
        var config = Json("config.json");
        var preparation = Json("preprocessor_config.json");
        var paddle = read("inference.yml") is { } yaml ? PaddleYaml.Read(Encoding.UTF8.GetString(yaml)) : null;
        var labels = paddle?.Labels ?? Listed(config?.Part("label_list")) ?? Numbered(config?.Part("id2label"))
            ?? (network.Metadata.TryGetValue("character", out var lines) ? Checked(lines.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) : null)
            ?? (network.Metadata.TryGetValue("names", out var names) ? PythonNames(names) : null);
        var steps = config?.Part("Preprocess") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().ToList() : [];
        var size = paddle?.Size ?? TargetSize(steps) ?? Sides(preparation?.Part("size"));
        var normalised = steps.Where(step => step.Text("type") == "NormalizeImage").Select(step => (JsonElement?)step).FirstOrDefault();
        var (mean, deviation) = paddle is { Mean: not null } ? (paddle.Mean, paddle.Deviation)
            : normalised is { } paddles ? paddles.Text("norm_type") == "none" ? ([0, 0, 0], [1, 1, 1]) : (Triple(paddles.Part("mean")), Triple(paddles.Part("std")))
            : preparation is { } given ? given.Flag("do_normalize") == true ? (Triple(given.Part("image_mean")), Triple(given.Part("image_std"))) : ([0, 0, 0], [1, 1, 1])
            : ((IReadOnlyList<double>?)null, (IReadOnlyList<double>?)null);
        if ((mean is null) != (deviation is null) || deviation?.Any(value => Math.Abs(value) < 1e-6 || !double.IsFinite(value)) == true || mean?.Any(value => !double.IsFinite(value)) == true)
        {
            throw new LayoutMisfitException("what it says of mean and deviation of colours is not two times three numbers");
        }

        return new LayoutConfiguration(labels, size, mean, deviation);

        JsonElement? Json(string name)
        {
            if (read(name) is not { } bytes)
            {
                return null;
            }

            try
            {
                using var document = JsonDocument.Parse(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsMemory(Encoding.UTF8.Preamble.Length) : bytes);
                return document.RootElement.Clone();
            }
            catch (JsonException damaged)
            {
                throw new LayoutMisfitException($"{name} is damaged or no JSON: {damaged.Message}");
            }
        }
    }

    internal static IReadOnlyList<string> Checked(IReadOnlyList<string> labels)
        => labels.Count is > 0 and <= MostLabels && labels.All(label => label.Length is > 0 and <= LongestLabel)
            ? labels
            : throw new LayoutMisfitException($"it names {labels.Count} classes; 1 to {MostLabels} are understood, of at most {LongestLabel} letters each");

    private static IReadOnlyList<string>? Listed(JsonElement? list)
        => list is { ValueKind: JsonValueKind.Array } labels && labels.EnumerateArray().All(label => label.ValueKind == JsonValueKind.String) ? Checked([.. labels.EnumerateArray().Select(label => label.GetString()!)]) : null;

    /// <summary>By numbers from 0 without a gap.</summary>
    private static IReadOnlyList<string>? Numbered(JsonElement? map)
    {
        if (map is not { ValueKind: JsonValueKind.Object } labels)
        {
            return null;
        }

        var byNumber = new SortedDictionary<int, string>();
        foreach (var label in labels.EnumerateObject())
        {
            if (int.TryParse(label.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && label.Value.ValueKind == JsonValueKind.String)
            {
                byNumber[number] = label.Value.GetString()!;
            }
        }

        return byNumber.Count > 0 && byNumber.Keys.Last() == byNumber.Count - 1 ? Checked([.. byNumber.Values]) : throw new LayoutMisfitException("the numbers of its classes in id2label have gaps");
    }

    /// <summary>A dictionary as Python prints it, <c>{0: 'title', 1: 'text'}</c>, or JSON.</summary>
    private static IReadOnlyList<string>? PythonNames(string text)
    {
        var names = new List<string>();
        foreach (var part in text.Trim().Trim('{', '}').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1 || !int.TryParse(part[..colon].Trim('"', '\'', ' '), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number != names.Count)
            {
                return null;
            }

            names.Add(part[(colon + 1)..].Trim().Trim('\'', '"'));
        }

        return names.Count == 0 ? null : Checked(names);
    }

    private static (int Width, int Height)? TargetSize(List<JsonElement> steps)
        => steps.Select(step => step.Part("target_size")).OfType<JsonElement>().FirstOrDefault() is { ValueKind: JsonValueKind.Array } size && Numbers(size) is [var height, var width]
            ? ((int)width, (int)height)
            : null;

    private static (int Width, int Height)? Sides(JsonElement? size)
        => size is { } sides && sides.Integer("width") is { } width && sides.Integer("height") is { } height ? (width, height) : null;

    private static IReadOnlyList<double>? Triple(JsonElement? list) => list is { ValueKind: JsonValueKind.Array } numbers && Numbers(numbers) is { Count: 3 } triple ? triple : null;

    private static List<double> Numbers(JsonElement list) => [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Number).Take(4).Select(item => item.GetDouble())];
}
