using Limner.Kernel.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Limner.Search.Likeness;

/// <summary>The one file of a form, held in memory for as long as it is looked at.</summary>
internal static class ShownPicture
{
    /// <summary>What cameras' JPEG and most of their raw files have; kept in memory, so not what <c>library.max_file_size_mb</c> lets onto the disk.</summary>
    public const int MaxBytes = 48 * 1024 * 1024;

    private const int MaxBoundaryLength = 70; // RFC 2046, 5.1.1

    /// <exception cref="LimnerException">
    /// <c>media_type_unsupported</c>, <c>validation</c> (no form, or none with a file), <c>file_too_large</c>.
    /// </exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        var reader = new MultipartReader(Boundary(request), request.Body);
        try
        {
            while (await reader.ReadNextSectionAsync(cancellation) is { } section)
            {
                if (section.AsFileSection() is not null)
                {
                    return await ReadAsync(section.Body, cancellation);
                }
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("The form ends early, or its parts cannot be told apart."), exception);
        }

        throw new LimnerException(ErrorCatalogue.Validation.With("The form has no file."));
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream body, CancellationToken cancellation)
    {
        using var kept = new MemoryStream();
        var part = new byte[81_920];
        for (int read; (read = await body.ReadAsync(part, cancellation)) > 0;)
        {
            if (kept.Length + read > MaxBytes)
            {
                throw new LimnerException(ErrorCatalogue.FileTooLarge.With($"A picture to be compared has at most {MaxBytes >> 20} MiB."));
            }

            await kept.WriteAsync(part.AsMemory(0, read), cancellation);
        }

        return kept.GetBuffer().AsMemory(0, (int)kept.Length);
    }

    private static string Boundary(HttpRequest request)
    {
        var boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            ? HeaderUtilities.RemoveQuotes(type.Boundary).Value
            : throw new LimnerException(ErrorCatalogue.MediaTypeUnsupported, "A picture is sent as multipart/form-data.");
        return boundary is { Length: > 0 and <= MaxBoundaryLength } ? boundary : throw new LimnerException(ErrorCatalogue.Validation.With("The form has no boundary."));
    }
}
