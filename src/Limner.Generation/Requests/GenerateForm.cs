using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Limner.Kernel.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Limner.Generation.Requests;

/// <summary>
/// A request as a form: the fields of <see cref="GenerateBody"/> by their names, <c>init_image</c> and <c>mask</c> as files. What is not a form, a field or of its type is
/// refused in the same words as in JSON.
/// </summary>
internal static class GenerateForm
{
    /// <summary>Bytes of one picture.</summary>
    public const int MaxPictureBytes = 48 * 1024 * 1024;

    private const int MaxBoundaryLength = 70; // RFC 2046, 5.1.1
    private const int MaxText = 200_000;
    private const int MaxParts = 40;

    private static readonly HashSet<string> Numbers = new(StringComparer.Ordinal) { "num_images", "width", "height", "steps", "guidance_scale", "seed", "strength", "priority" };

    /// <param name="json">As the API reads bodies.</param>
    /// <exception cref="LimnerException"><c>validation</c>, <c>media_type_unsupported</c>, <c>file_too_large</c>.</exception>
    /// <exception cref="BadHttpRequestException">A field is missing, unknown or of another type.</exception>
    public static async Task<(GenerateBody Body, SentPictures Pictures)> ReadAsync(HttpRequest request, JsonSerializerOptions json, CancellationToken cancellation)
    {
        var reader = new MultipartReader(Boundary(request), request.Body);
        var (fields, pictures, parts) = (new JsonObject(), SentPictures.None, 0);
        try
        {
            while (await reader.ReadNextSectionAsync(cancellation) is { } section)
            {
                if (++parts > MaxParts)
                {
                    throw new LimnerException(ErrorCatalogue.Validation.With($"The form has more than {MaxParts} parts."));
                }

                if (section.AsFileSection() is { } file)
                {
                    var content = await ReadAsync(section.Body, MaxPictureBytes, () => new LimnerException(ErrorCatalogue.FileTooLarge.With($"A picture to begin with has at most {MaxPictureBytes >> 20} MiB.", file.Name)), cancellation);
                    pictures = file.Name switch
                    {
                        "init_image" => pictures with { InitImage = content },
                        "mask" => pictures with { Mask = content },
                        _ => throw new LimnerException(ErrorCatalogue.Validation.With("There is no such file; they are init_image and mask.", file.Name)),
                    };
                }
                else if (section.AsFormDataSection() is { } field)
                {
                    var content = await ReadAsync(section.Body, MaxText, () => new LimnerException(ErrorCatalogue.PayloadTooLarge), cancellation);
                    fields[field.Name] = Value(field.Name, System.Text.Encoding.UTF8.GetString(content.Span));
                }
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("The form ends early, or its parts cannot be told apart."), exception);
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

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream body, int most, Func<LimnerException> tooLong, CancellationToken cancellation)
    {
        using var kept = new MemoryStream();
        var part = new byte[81_920];
        for (int read; (read = await body.ReadAsync(part, cancellation)) > 0;)
        {
            if (kept.Length + read > most)
            {
                throw tooLong();
            }

            await kept.WriteAsync(part.AsMemory(0, read), cancellation);
        }

        return kept.GetBuffer().AsMemory(0, (int)kept.Length);
    }

    private static string Boundary(HttpRequest request)
    {
        var boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            ? HeaderUtilities.RemoveQuotes(type.Boundary).Value
            : throw new LimnerException(ErrorCatalogue.MediaTypeUnsupported, "Pictures are sent as multipart/form-data.");
        return boundary is { Length: > 0 and <= MaxBoundaryLength } ? boundary : throw new LimnerException(ErrorCatalogue.Validation.With("The form has no boundary."));
    }
}
