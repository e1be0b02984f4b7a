using System.Globalization;
using System.Text;
using Limner.Kernel.Errors;
using Limner.Kernel.Text;
using Limner.Library.Scanning;

namespace Limner.Library.Upload;

/// <summary>Names and paths that clients send: what of them is taken, and how a name is changed that is taken already.</summary>
internal static class UploadPaths
{
    // What file systems allow for one name; paths are kept far below what they allow, so that the folder itself may lie deep.
    private const int MaxNameBytes = 255;
    private const int MaxPathBytes = 1024;
    private const int MaxDepth = 16;

    /// <summary>
    /// The path below a folder under which a file is asked to be kept, separated by slashes. Its spelling stays as it is: the server runs without what could
    /// tell two spellings of an accented letter to be one, and the web client composes what macOS has taken apart.
    /// </summary>
    /// <exception cref="LimnerException">
    /// <c>upload_path_invalid</c>: it leads elsewhere, is too long, or has a part that is empty, hidden, kept by systems for themselves, or made
    /// of characters that cannot be seen.
    /// </exception>
    public static string Check(string path)
    {
        if (path.Length > MaxPathBytes || PlainText.FindInvisible(path, linesAllowed: false) is not null || path.Contains('\uFFFD'))
        {
            throw Invalid(path.Length > MaxPathBytes ? $"The path is longer than {MaxPathBytes} bytes." : "It has characters that cannot be seen.");
        }

        var parts = path.Split('/');
        if (parts.Length > MaxDepth || Encoding.UTF8.GetByteCount(path) > MaxPathBytes)
        {
            throw Invalid($"The path is longer than {MaxPathBytes} bytes, or deeper than {MaxDepth} directories.");
        }

        foreach (var part in parts)
        {
            CheckPart(part);
        }

        return path;
    }

    /// <summary>The directory of a path; empty for one without.</summary>
    public static string DirectoryOf(string path) => path.LastIndexOf('/') is >= 0 and var at ? path[..at] : string.Empty;

    public static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    public static string Join(string directory, string name) => directory.Length == 0 ? name : $"{directory}/{name}";

    /// <summary>
    /// The name under which a scan finds the file: one whose ending is not that of a picture that is read gets the ending of what it is.
    /// </summary>
    public static string WithPictureEnding(string name, string mediaType)
        => CandidateNames.IsCandidate(name, out var refusal) && refusal is null ? name : Shorten(name, EndingOf(mediaType));

    /// <summary><c>beach.jpg</c>, <c>beach (2).jpg</c>, …</summary>
    /// <param name="number">1 is the name itself.</param>
    public static string Numbered(string name, int number)
    {
        if (number == 1)
        {
            return name;
        }

        var ending = System.IO.Path.GetExtension(name);
        return Shorten(name[..^ending.Length], string.Create(CultureInfo.InvariantCulture, $" ({number}){ending}"));
    }

    private static void CheckPart(string part)
    {
        if (part.Length == 0 || part is "." or ".." || part.Contains('\\') || part != part.Trim())
        {
            throw Invalid("A part of the path is empty, leads elsewhere, or begins or ends with a space.");
        }

        if (CandidateNames.IsIgnored(part))
        {
            throw Invalid("Hidden files, and names that systems keep for themselves, are left out of the library.");
        }

        if (Encoding.UTF8.GetByteCount(part) > MaxNameBytes)
        {
            throw Invalid($"A name is longer than {MaxNameBytes} bytes.");
        }
    }

    /// <summary>The stem cut so that the whole is a name a file system takes.</summary>
    private static string Shorten(string stem, string ending)
    {
        var room = MaxNameBytes - Encoding.UTF8.GetByteCount(ending);
        var text = new StringBuilder(stem.Length);
        foreach (var rune in stem.EnumerateRunes())
        {
            room -= rune.Utf8SequenceLength;
            if (room < 0)
            {
                break;
            }

            text.Append(rune.ToString());
        }

        return text.Append(ending).ToString();
    }

    private static string EndingOf(string mediaType) => mediaType switch
    {
        "image/jpeg" => ".jpg",
        "image/svg+xml" => ".svg",
        "image/x-icon" => ".ico",
        "image/x-portable-anymap" => ".pnm",
        "image/x-dcraw" => ".raw",
        "image/x-canon-cr2" or "image/x-canon-cr3" or "image/x-adobe-dng" or "image/x-nikon-nef" or "image/x-sony-arw" or "image/x-fuji-raf" or "image/x-olympus-orf"
            or "image/x-panasonic-rw2" or "image/x-pentax-pef" or "image/x-samsung-srw" => $".{mediaType[(mediaType.LastIndexOf('-') + 1)..]}",
        "image/x-pcx" or "image/x-tga" => $".{mediaType["image/x-".Length..]}",
        _ => $".{mediaType[(mediaType.IndexOf('/') + 1)..]}",
    };

    private static LimnerException Invalid(string detail) => new(ErrorCatalogue.UploadPathInvalid, detail);
}
