using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Search.Vectors;

namespace Limner.Search.Likeness;

/// <summary>
/// What pictures are to resemble: an image by its id, a page of a document as <c>doc_…</c>, a full stop and its number, or a picture in no library by its vector. The last is written as <c>vec_</c> and base64url of
/// the space's number (4 bytes, little-endian) and the vector's int8 codes, so that the question fits an address and nothing of the picture has to be kept.
/// </summary>
internal abstract record LikeTerm
{
    /// <summary>Things to resemble at once.</summary>
    public const int MaxTerms = 20;

    private const string VectorPrefix = "vec_";
    private const string Field = "like";

    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.Validation"/> with the field <c>like</c>.</exception>
    public static IReadOnlyList<LikeTerm> Parse(IReadOnlyList<string>? texts)
    {
        var terms = (texts ?? []).Where(text => !string.IsNullOrWhiteSpace(text)).Distinct(StringComparer.Ordinal).ToList();
        return terms.Count switch
        {
            0 => throw Invalid("Name the pictures to resemble."),
            > MaxTerms => throw Invalid($"At most {MaxTerms} pictures at once."),
            _ => terms.ConvertAll(ParseOne),
        };
    }

    /// <summary>The term that stands for a vector.</summary>
    public static string Write(VectorSpace space, ReadOnlySpan<float> unit)
    {
        var bytes = new byte[sizeof(uint) + Int8Codes.PaddedLength(unit.Length)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, checked((uint)space.Id));
        Int8Codes.Encode(unit, MemoryMarshal.Cast<byte, sbyte>(bytes.AsSpan(sizeof(uint))));
        return VectorPrefix + Base64Url.EncodeToString(bytes.AsSpan(0, sizeof(uint) + unit.Length));
    }

    private static LikeTerm ParseOne(string text)
    {
        if (PublicId.TryParse(IdPrefixes.Image, text, out var id))
        {
            return new LikeImage(id);
        }

        if (text.LastIndexOf('.') is > 0 and var stop && PublicId.TryParse(IdPrefixes.Document, text[..stop], out var documentId)
            && int.TryParse(text.AsSpan(stop + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return new LikePage(documentId, number);
        }

        const int longest = sizeof(uint) + VectorSpace.MaxDimensions;
        if (!text.StartsWith(VectorPrefix, StringComparison.Ordinal) || text.Length > VectorPrefix.Length + Base64Url.GetEncodedLength(longest) || !Base64Url.IsValid(text.AsSpan(VectorPrefix.Length)))
        {
            throw Invalid("A picture is named by its id, a page by its document's id, a full stop and its number, and what the server was shown by what it answered.");
        }

        var bytes = Base64Url.DecodeFromChars(text.AsSpan(VectorPrefix.Length));
        if (bytes.Length <= sizeof(uint))
        {
            throw Invalid("The vector is cut off.");
        }

        var codes = MemoryMarshal.Cast<byte, sbyte>(bytes.AsSpan(sizeof(uint)));
        var vector = new float[codes.Length];
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] = codes[i];
        }

        return new LikeVector(BinaryPrimitives.ReadUInt32LittleEndian(bytes), vector);
    }

    private static LimnerException Invalid(string detail) => new(ErrorCatalogue.Validation.With(detail, Field));
}

/// <summary>An image of the library.</summary>
internal sealed record LikeImage(long ImageId) : LikeTerm;

/// <summary>A page of a document.</summary>
/// <param name="Number">From 1.</param>
internal sealed record LikePage(long DocumentId, int Number) : LikeTerm
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{PublicId.Format(IdPrefixes.Document, DocumentId)}.{Number}");
}

/// <summary>A picture that the server was shown.</summary>
/// <param name="SpaceId">Of the vectors it can be compared with.</param>
/// <param name="Vector">Of any length but zero, if it is to be compared with anything.</param>
internal sealed record LikeVector(long SpaceId, float[] Vector) : LikeTerm;
