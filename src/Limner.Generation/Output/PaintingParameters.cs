using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Limner.Generation.Queue;
using Limner.Generation.Schedulers;
using Limner.Imaging.Output;

namespace Limner.Generation.Output;

/// <summary>
/// What made a picture, written into it: as the lines that AUTOMATIC1111's web interface began and others read (PNG text <c>parameters</c>, Exif UserComment), as JSON, and
/// as XMP with IPTC's digital source type, by which others see that no camera took it.
/// </summary>
internal static class PaintingParameters
{
    private const string Program = "Limner";

    /// <summary>IPTC's vocabulary of digital source types: made by a trained model, from words alone.</summary>
    private const string FromWords = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";

    /// <summary>The same with a picture in it that was there before.</summary>
    private const string FromPicture = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia";

    /// <summary>A segment of JPEG holds 64 KiB: above this the packet goes without the JSON, which says nothing that the other texts do not.</summary>
    private const int LargestPacket = 60_000;

    private const int LongestDescription = 10_000;
    private const int LongestComment = 15_000;

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static EmbeddedMetadata Of(GenerationRow row, Painted painted, long seed, EncodedFormat format)
    {
        var (lines, json) = (Lines(row, painted, seed), Json(row, painted, seed).ToJsonString(Relaxed));
        var xmp = Xmp(row, json);
        return new EmbeddedMetadata(
            Encoding.UTF8.GetByteCount(xmp) <= LargestPacket ? xmp : Xmp(row, json: null),
            format == EncodedFormat.Png ? null : lines.Length <= LongestComment ? lines : lines[..LongestComment],
            [new("parameters", lines), new("limner", json)]);
    }

    /// <summary>The prompt, the negative prompt, and all else in one line.</summary>
    private static string Lines(GenerationRow row, Painted painted, long seed)
    {
        var text = new StringBuilder(row.Prompt).Append('\n');
        if (row.NegativePrompt is { } negative)
        {
            text.Append("Negative prompt: ").Append(negative).Append('\n');
        }

        List<string> parts = [];
        if (!row.IsRemote)
        {
            parts.AddRange(
                [Part("Steps", row.Steps), Part("Sampler", (painted.Scheduler is { } name ? SchedulerNames.SamplerOf(name) : null) ?? "unknown"), Part("CFG scale", row.GuidanceScale), Part("Seed", seed)]);
        }

        parts.Add(string.Create(CultureInfo.InvariantCulture, $"Size: {row.Width}x{row.Height}"));
        parts.Add(Part("Model", row.Model));
        if (row.Strength is { } strength)
        {
            parts.Add(Part("Denoising strength", strength));
        }

        parts.Add(Part("Version", Program));
        return text.AppendJoin(", ", parts).ToString();
    }

    private static string Part(string name, IFormattable value) => $"{name}: {value.ToString(null, CultureInfo.InvariantCulture)}";

    /// <summary>In quotation marks where it has a comma or a colon, as readers expect.</summary>
    private static string Part(string name, string value) => value.AsSpan().IndexOfAny(",:\n") < 0 ? $"{name}: {value}" : $"{name}: {JsonSerializer.Serialize(value, Relaxed)}";

    private static JsonObject Json(GenerationRow row, Painted painted, long seed)
    {
        var json = new JsonObject
        {
            ["program"] = Program,
            ["model"] = row.Model,
            ["prompt"] = row.Prompt,
            ["negative_prompt"] = row.NegativePrompt,
            ["width"] = row.Width,
            ["height"] = row.Height,
            ["drawn_width"] = painted.DrawnWidth,
            ["drawn_height"] = painted.DrawnHeight,
        };
        if (!row.IsRemote)
        {
            (json["steps"], json["guidance_scale"], json["scheduler"], json["seed"], json["strength"]) = (row.Steps, row.GuidanceScale, painted.Scheduler, seed, row.Strength);
        }

        return json;
    }

    private static string Xmp(GenerationRow row, string? json)
    {
        XNamespace meta = "adobe:ns:meta/", rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", dc = "http://purl.org/dc/elements/1.1/", xmp = "http://ns.adobe.com/xap/1.0/";
        XNamespace iptc = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/", own = "urn:limner:painting:1";
        var prompt = row.Prompt.Length <= LongestDescription ? row.Prompt : row.Prompt[..LongestDescription];
        var description = new XElement(
            rdf + "Description",
            new XAttribute(rdf + "about", ""),
            new XAttribute(XNamespace.Xmlns + "dc", dc.NamespaceName),
            new XAttribute(XNamespace.Xmlns + "xmp", xmp.NamespaceName),
            new XAttribute(XNamespace.Xmlns + "Iptc4xmpExt", iptc.NamespaceName),
            new XAttribute(iptc + "DigitalSourceType", row.HasInitImage ? FromPicture : FromWords),
            new XAttribute(xmp + "CreatorTool", Program),
            new XElement(dc + "description", new XElement(rdf + "Alt", new XElement(rdf + "li", new XAttribute(XNamespace.Xml + "lang", "x-default"), Sound(prompt)))));
        if (json is not null)
        {
            description.Add(new XAttribute(XNamespace.Xmlns + "limner", own.NamespaceName), new XElement(own + "parameters", Sound(json)));
        }

        var packet = new XElement(meta + "xmpmeta", new XAttribute(XNamespace.Xmlns + "x", meta.NamespaceName), new XElement(rdf + "RDF", new XAttribute(XNamespace.Xmlns + "rdf", rdf.NamespaceName), description));
        return $"<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>{packet.ToString(SaveOptions.DisableFormatting)}<?xpacket end=\"r\"?>";
    }

    /// <summary>Without what XML has no way to write; the guard of prompts lets nothing of it through.</summary>
    private static string Sound(string text) => string.Concat(text.EnumerateRunes().Where(rune => rune.Value is '\n' or '\r' or '\t' or (>= ' ' and not 0xfffe and not 0xffff)).Select(rune => rune.ToString()));
}
