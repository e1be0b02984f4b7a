using System.Buffers.Binary;

namespace Limner.Testing.Pictures;

/// <summary>Fills folders with small pictures of which no two have the same bytes.</summary>
public static class ManyPictures
{
    /// <summary>
    /// Writes <paramref name="count"/> pictures below <paramref name="directory"/>, a hundred to a subfolder: every fourth a JPEG
    /// (a sample photograph with a comment of its own), the rest 96 x 64 PNG gradients with the number in their pixels.
    /// </summary>
    /// <returns>The paths relative to <paramref name="directory"/>, with forward slashes.</returns>
    public static IReadOnlyList<string> Write(string directory, int count)
    {
        var photograph = File.ReadAllBytes(Path.Combine(Repository.Samples, "At home", "Coffee break.jpg"));
        var paths = new List<string>(count);
        for (var number = 0; number < count; number++)
        {
            var isPhotograph = number % 4 == 3;
            var path = $"part {number / 100:D3}/picture {number:D5}.{(isPhotograph ? "jpg" : "png")}";
            var target = Path.Combine(directory, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            Place(target, isPhotograph ? WithComment(photograph, number) : Gradient(number));
            paths.Add(path);
        }

        return paths;
    }

    /// <summary>Puts a picture in its place whole: a watch that looks while it is written would leave it to the next scan.</summary>
    public static void Place(string path, byte[] picture)
    {
        var writing = path + ".writing";
        File.WriteAllBytes(writing, picture);
        File.Move(writing, path, overwrite: true);
    }

    /// <summary>A PNG gradient whose first pixels spell <paramref name="number"/>.</summary>
    public static byte[] Gradient(int number, int width = 96, int height = 64)
    {
        var rgb = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var at = ((y * width) + x) * 3;
                rgb[at] = (byte)((x * 255 / width) + number);
                rgb[at + 1] = (byte)((y * 255 / height) + (number / 7));
                rgb[at + 2] = (byte)((x * y) + (number * 31));
            }
        }

        BinaryPrimitives.WriteInt32LittleEndian(rgb, number);
        return PngWriter.Encode(rgb, width, height);
    }

    /// <summary>The same photograph with a comment segment (ITU-T T.81, COM) after its start marker: other bytes, the same pixels.</summary>
    public static byte[] WithComment(ReadOnlySpan<byte> jpeg, int number)
    {
        Span<byte> segment = stackalloc byte[8];
        BinaryPrimitives.WriteUInt16BigEndian(segment, 0xFFFE);
        BinaryPrimitives.WriteUInt16BigEndian(segment[2..], 6); // length, its own two bytes included
        BinaryPrimitives.WriteInt32BigEndian(segment[4..], number);
        return [.. jpeg[..2], .. segment, .. jpeg[2..]];
    }
}
