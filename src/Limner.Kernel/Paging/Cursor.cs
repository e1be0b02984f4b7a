using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Limner.Kernel.Paging;

/// <summary>
/// A position in a sorted list: the sort key of the last item seen and its id as the tie-breaker. Opaque to clients: base64url of a JSON
/// array. A cursor that was tampered with or belongs to another sort order does not parse and is a validation error.
/// </summary>
/// <param name="Sort">The order the cursor belongs to.</param>
/// <param name="Key">The last item's sort key; null sorts with the items that have none.</param>
/// <param name="Id">The last item's id.</param>
public sealed record Cursor(string Sort, string? Key, long Id)
{
    private const int MaxLength = 1024;

    public string Encode() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes<string?[]>([Sort, Key, Id.ToString()]));

    public static bool TryDecode(string? text, string sort, out Cursor? cursor)
    {
        cursor = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        if (text.Length > MaxLength || !Base64Url.IsValid(text))
        {
            return false;
        }

        try
        {
            var parts = JsonSerializer.Deserialize<string?[]>(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)));
            if (parts is not [{ } storedSort, var key, { } idText] || storedSort != sort || !long.TryParse(idText, out var id))
            {
                return false;
            }

            cursor = new Cursor(storedSort, key, id);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
