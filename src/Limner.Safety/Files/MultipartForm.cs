using Limner.Kernel.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Limner.Safety.Files;

/// <summary>
/// The parts of a <c>multipart/form-data</c> request, one after the other as they come, and nothing kept of them: how much of each is taken, and where to, is the caller's to say.
/// What is no form, or breaks off, is refused in the same words everywhere.
/// </summary>
public sealed class MultipartForm
{
    private const int MaxBoundaryLength = 70; // RFC 2046, 5.1.1

    private readonly MultipartReader _reader;

    /// <param name="what">What is sent, for the refusal: "Documents are".</param>
    /// <exception cref="LimnerException"><c>media_type_unsupported</c>: no form; <c>validation</c>: one without a boundary.</exception>
    public MultipartForm(HttpRequest request, string what)
    {
        var boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            ? HeaderUtilities.RemoveQuotes(type.Boundary).Value
            : throw new LimnerException(ErrorCatalogue.MediaTypeUnsupported, $"{what} sent as multipart/form-data.");
        _reader = new MultipartReader(
            boundary is { Length: > 0 and <= MaxBoundaryLength } ? boundary : throw new LimnerException(ErrorCatalogue.Validation.With("The form has no boundary.")), request.Body);
    }

    /// <summary>The next part; what is left of the one before is passed over. Null after the last.</summary>
    /// <exception cref="LimnerException"><c>validation</c>: the form ends early, or its parts cannot be told apart.</exception>
    public Task<MultipartSection?> NextAsync(CancellationToken cancellation) => CheckedAsync(() => _reader.ReadNextSectionAsync(cancellation));

    /// <summary>Does something with the body of a part; that the form breaks off there is said as <see cref="NextAsync"/> says it.</summary>
    /// <exception cref="LimnerException"><c>validation</c>.</exception>
    public static async Task<T> CheckedAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("The form ends early, or its parts cannot be told apart."), exception);
        }
    }

    /// <summary>A part in memory.</summary>
    /// <param name="most">Bytes.</param>
    /// <param name="tooLong">What to throw when there are more.</param>
    /// <exception cref="LimnerException"><c>validation</c>, or <paramref name="tooLong"/>.</exception>
    public static Task<ReadOnlyMemory<byte>> ReadAsync(MultipartSection section, int most, Func<LimnerException> tooLong, CancellationToken cancellation)
        => CheckedAsync(async () =>
        {
            using var kept = new MemoryStream();
            var part = new byte[81_920];
            for (int read; (read = await section.Body.ReadAsync(part, cancellation)) > 0;)
            {
                if (kept.Length + read > most)
                {
                    throw tooLong();
                }

                await kept.WriteAsync(part.AsMemory(0, read), cancellation);
            }

            return (ReadOnlyMemory<byte>)kept.GetBuffer().AsMemory(0, (int)kept.Length);
        });
}
