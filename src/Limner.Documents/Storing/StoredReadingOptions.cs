using System.Text.Json;
using System.Text.RegularExpressions;
using Limner.Kernel.Errors;

namespace Limner.Documents.Storing;

/// <summary>How a document or one of its pages is to be read, as it is kept. A password is never among it.</summary>
/// <param name="Languages">ISO 639-2 codes; null: those of the settings.</param>
/// <param name="Dpi">36 to 600; null: that of the settings.</param>
/// <param name="Scale">Of <paramref name="Dpi"/>, 0.25 to 4; null: 1.</param>
/// <param name="Pages">Which (<c>1-3,7,12-</c>); null: all.</param>
internal sealed partial record StoredReadingOptions(IReadOnlyList<string>? Languages = null, int? Dpi = null, double? Scale = null, ReadingEngine Engine = ReadingEngine.Auto, string? Pages = null)
{
    public const int LeastDpi = 36;

    public const int MostDpi = 600;

    private const int MaxLanguages = 8;

    public string ToJson() => JsonSerializer.Serialize(this, DocumentJson.Options);

    public static StoredReadingOptions FromJson(string json) => JsonSerializer.Deserialize<StoredReadingOptions>(json, DocumentJson.Options) ?? new StoredReadingOptions();

    public ReadingOptions ToReading(string? password, int settingsDpi) => new()
    {
        Password = password,
        Languages = Languages,
        Dpi = Dpi is null && Scale is null ? null : Math.Clamp((int)Math.Round((Dpi ?? settingsDpi) * (Scale ?? 1)), LeastDpi, MostDpi),
        Engine = Engine,
    };

    /// <summary>Checks what a person asks for.</summary>
    /// <param name="language">Codes with commas or plus signs between.</param>
    /// <exception cref="LimnerException"><c>validation</c>, with the field.</exception>
    public static StoredReadingOptions Check(string? language, int? dpi, double? scale, ReadingEngine? engine, string? pages)
    {
        var languages = string.IsNullOrWhiteSpace(language) ? null : language.Split([',', '+'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (languages is not null && (languages.Length is 0 or > MaxLanguages || !languages.All(code => LanguageCode().IsMatch(code))))
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("Languages are given as Tesseract names them, for example kor+eng; at most eight.", "language"));
        }

        if (dpi is < LeastDpi or > MostDpi)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"From {LeastDpi} to {MostDpi}.", "dpi"));
        }

        if (scale is { } factor && factor is not (>= 0.25 and <= 4))
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("From 0.25 to 4.", "scale"));
        }

        return new StoredReadingOptions(languages, dpi, scale, engine ?? ReadingEngine.Auto, PageRanges.Parse(pages)?.ToString());
    }

    [GeneratedRegex("^[a-z]{3}(_[a-z]{3,4})?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex LanguageCode();
}
