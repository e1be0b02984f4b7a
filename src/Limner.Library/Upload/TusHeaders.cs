using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Limner.Kernel.Errors;
using Microsoft.AspNetCore.Http;

namespace Limner.Library.Upload;

/// <summary>The headers of tus, the protocol for resumable uploads, version 1.0.0 (tus.io/protocols/resumable-upload), read strictly.</summary>
internal static class TusHeaders
{
    public const string Resumable = "Tus-Resumable";
    public const string Version = "Tus-Version";
    public const string Extension = "Tus-Extension";
    public const string MaxSize = "Tus-Max-Size";
    public const string ChecksumAlgorithm = "Tus-Checksum-Algorithm";
    public const string Offset = "Upload-Offset";
    public const string Length = "Upload-Length";
    public const string DeferLength = "Upload-Defer-Length";
    public const string Metadata = "Upload-Metadata";
    public const string Expires = "Upload-Expires";
    public const string Checksum = "Upload-Checksum";

    public const string Spoken = "1.0.0";
    public const string Extensions = "creation,creation-with-upload,expiration,termination,checksum";
    public const string Algorithms = "sha1,sha256";
    public const string PartType = "application/offset+octet-stream";

    private const int MaxMetadataLength = 8192;
    private const int MaxDigits = 18;

    /// <exception cref="LimnerException"><c>upload_version</c>.</exception>
    public static void RequireVersion(HttpContext context)
    {
        if (context.Request.Headers[Resumable] != Spoken)
        {
            Answer(context.Response, Version, Spoken);
            throw new LimnerException(ErrorCatalogue.UploadVersion);
        }
    }

    /// <summary>A header of the answer, also of one that says what failed: those headers are written anew.</summary>
    public static void Answer(HttpResponse response, string name, string value)
        => response.OnStarting(() =>
        {
            response.Headers[name] = value;
            return Task.CompletedTask;
        });

    /// <summary>A count of bytes; null when the header is not there.</summary>
    /// <exception cref="LimnerException"><c>validation</c>: not a number, negative, too large, given twice.</exception>
    public static long? Number(IHeaderDictionary headers, string name)
    {
        if (!headers.TryGetValue(name, out var values))
        {
            return null;
        }

        return values is [{ Length: > 0 and <= MaxDigits } text] && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Invalid(name, "A number of bytes, 0 or more.");
    }

    /// <summary>The pairs of <c>Upload-Metadata</c>: keys, and values in Base64 of UTF-8 text.</summary>
    /// <exception cref="LimnerException"><c>validation</c>.</exception>
    public static Dictionary<string, string> ReadMetadata(string? header)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        if (string.IsNullOrEmpty(header))
        {
            return pairs;
        }

        if (header.Length > MaxMetadataLength)
        {
            throw Invalid(Metadata, $"At most {MaxMetadataLength} characters.");
        }

        foreach (var pair in header.Split(','))
        {
            var parts = pair.Trim(' ').Split(' ');
            if (parts is not ([{ Length: > 0 }] or [{ Length: > 0 }, _]) || !pairs.TryAdd(parts[0], Decode(parts.Length == 2 ? parts[1] : string.Empty)))
            {
                throw Invalid(Metadata, "Pairs of a key and a Base64 text, separated by commas, each key once.");
            }
        }

        return pairs;
    }

    /// <exception cref="LimnerException"><c>validation</c>: not of the form, or by an algorithm that is not known.</exception>
    public static PartChecksum? ReadChecksum(IHeaderDictionary headers)
    {
        if (!headers.TryGetValue(Checksum, out var values))
        {
            return null;
        }

        var parts = values is [{ } only] ? only.Split(' ') : [];
        HashAlgorithmName? algorithm = parts is [var name, _] ? name switch { "sha1" => HashAlgorithmName.SHA1, "sha256" => HashAlgorithmName.SHA256, _ => null } : null;
        return algorithm is { } known && Base64.IsValid(parts[1])
            ? new PartChecksum(known, Convert.FromBase64String(parts[1]))
            : throw Invalid(Checksum, $"One of {Algorithms}, a space, and the digest in Base64.");
    }

    public static LimnerException Invalid(string header, string detail) => new(ErrorCatalogue.Validation.With(detail, header));

    private static string Decode(string base64)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Convert.FromBase64String(base64));
        }
        catch (Exception exception) when (exception is FormatException or DecoderFallbackException)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("A value is not Base64 of UTF-8 text.", Metadata), exception);
        }
    }
}
