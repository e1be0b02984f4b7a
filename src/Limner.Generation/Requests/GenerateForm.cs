using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Limner.Kernel.Errors;
using Limner.Safety.Files;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Limner.Generation.Requests;

/// <summary>
/// A request as a form: the fields of <see cref="GenerateBody"/> by their names, <c>init_image</c> and <c>mask</c> as files. What is not a form, a field or of its type is
/// refused in the same words as in JSON.
/// </summary>
internal static class GenerateForm
{
    /// <summary>Bytes of one picture.</summary>
    public const int MaxPictureBytes = 48 * 1024 * 1024;

    private const int MaxText = 200_000;
    private const int MaxParts = 40;

    private static readonly HashSet<string> Numbers = new(StringComparer.Ordinal) { "num_images", "width", "height", "steps", "guidance_scale", "seed", "strength", "priority" };

    /// <param name="json">As the API reads bodies.</param>
    /// <exception cref="LimnerException"><c>validation</c>, <c>media_type_unsupported</c>, <c>file_too_large</c>.</exception>
    /// <exception cref="BadHttpRequestException">A field is missing, unknown or of another type.</exception>
    public static async Task<(GenerateBody Body, SentPictures Pictures)> ReadAsync(HttpRequest request, JsonSerializerOptions json, CancellationToken cancellation)
    {
        var form = new MultipartForm(request, "Pictures are");
        var (fields, pictures, parts) = (new JsonObject(), SentPictures.None, 0);
        while (await form.NextAsync(cancellation) is { } section)
        {
            if (++parts > MaxParts)
            {
                throw new LimnerException(ErrorCatalogue.Validation.With($"The form has more than {MaxParts} parts."));
            }

            if (section.AsFileSection() is { } file)
            {
                var content = await MultipartForm.ReadAsync(section, MaxPictureBytes, () => new LimnerException(ErrorCatalogue.FileTooLarge.With($"A picture to begin with has at most {MaxPictureBytes >> 20} MiB.", file.Name)), cancellation);
                pictures = file.Name switch
                {
                    "init_image" => pictures with { InitImage = content },
                    "mask" => pictures with { Mask = content },
                    _ => throw new LimnerException(ErrorCatalogue.Validation.With("There is no such file; they are init_image and mask.", file.Name)),
                };
            }
            else if (section.AsFormDataSection() is { } field)
            {
                var content = await MultipartForm.ReadAsync(section, MaxText, () => new LimnerException(ErrorCatalogue.PayloadTooLarge), cancellation);
                fields[field.Name] = Value(field.Name, System.Text.Encoding.UTF8.GetString(content.Span));
            }
        }

        try
        {
            return (fields.Deserialize<GenerateBody>(json)!, pictures);
        }
        catch (JsonException exception)
        {
            throw new BadHttpRequestException("The form's fields do not fit.", StatusCodes.Status400BadRequest, exception);
        }
    }

    /// <summary>A number stays text where it is none: the refusal then names the field.</summary>
    private static JsonNode Value(string name, string text)
        => !Numbers.Contains(name) ? JsonValue.Create(text)
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? JsonValue.Create(whole)
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? JsonValue.Create(number)
            : JsonValue.Create(text);
}
