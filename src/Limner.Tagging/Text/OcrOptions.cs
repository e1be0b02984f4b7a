using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Limner.Vision.Ocr;
using Microsoft.Extensions.Configuration;

namespace Limner.Tagging;

/// <summary>Section <c>[ocr]</c>.</summary>
public sealed class OcrOptions
{
    public const string Section = "ocr";

    /// <summary>Whether text in pictures is looked for and read. What was read stays.</summary>
    [ConfigurationKeyName("enabled")]
    [Description("Read the text in pictures. Pictures scanned while this is off are looked at by the first scan after it is on again.")]
    public bool Enabled { get; set; } = true;

    /// <summary>ISO 639-2 codes with commas between.</summary>
    [ConfigurationKeyName("languages")]
    [Description("Languages of the text, as Tesseract names them, with commas between. eng and chi are built in, without most letters with marks (ö, ß, ç, ñ): name deu, fra, spa and the like where such text is to be read rightly. Each but eng and chi needs the package tesseract-ocr-LANGUAGE. Pictures are read again after a change.")]
    [RegularExpression("^[a-z]{3}(_[a-z]{3,4})?( *, *[a-z]{3}(_[a-z]{3,4})?){0,7}$")]
    public string Languages { get; set; } = "eng, kor";

    /// <summary>Score (0.01..0.99) of the gate from which a picture is read.</summary>
    [ConfigurationKeyName("gate_threshold")]
    [Description("Score (0.01 to 0.99) from which a picture is believed to carry text and is read. Lower reads more pictures in vain and misses fewer.")]
    [Range(0.01, 0.99)]
    public double GateThreshold { get; set; } = 0.65;

    internal TextRecognitionOptions Recognition => new() { Languages = Languages.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) };
}
