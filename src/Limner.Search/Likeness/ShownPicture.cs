using Limner.Kernel.Errors;
using Limner.Safety.Files;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Limner.Search.Likeness;

/// <summary>The one file of a form, held in memory for as long as it is looked at.</summary>
internal static class ShownPicture
{
    /// <summary>What cameras' JPEG and most of their raw files have; kept in memory, so not what <c>library.max_file_size_mb</c> lets onto the disk.</summary>
    public const int MaxBytes = 48 * 1024 * 1024;

    /// <exception cref="LimnerException">
    /// <c>media_type_unsupported</c>, <c>validation</c> (no form, or none with a file), <c>file_too_large</c>.
    /// </exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        var form = new MultipartForm(request, "A picture is");
        while (await form.NextAsync(cancellation) is { } section)
        {
            if (section.AsFileSection() is not null)
            {
                return await MultipartForm.ReadAsync(section, MaxBytes, () => new LimnerException(ErrorCatalogue.FileTooLarge.With($"A picture to be compared has at most {MaxBytes >> 20} MiB.")), cancellation);
            }
        }

        throw new LimnerException(ErrorCatalogue.Validation.With("The form has no file."));
    }
}
