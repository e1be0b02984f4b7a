using System.Buffers.Binary;
using System.Text;

namespace Limner.Imaging.Tests.Metadata;

/// <summary>Writes an EXIF block: a TIFF structure of three directories, every value laid out of line or in line as the format wants.</summary>
internal sealed class ExifBlock(bool little = true)
{
    private readonly List<Entry> main = [], exif = [], gps = [];

    public ExifBlock Main(ushort tag, object value) => Add(main, tag, value);

    public ExifBlock Exif(ushort tag, object value) => Add(exif, tag, value);

    public ExifBlock Gps(ushort tag, object value) => Add(gps, tag, value);

    /// <summary>An entry as it stands in a directory, however wrong.</summary>
    public ExifBlock Raw(ushort tag, ushort type, uint count, uint value)
    {
        exif.Add(new Entry(tag, type, count, Long(value)));
        return this;
    }

    public byte[] Build()
    {
        // 8 bytes of header, then the directories one after the other, then what does not fit into them.
        int MainSize() => Size(main.Count + (exif.Count > 0 ? 1 : 0) + (gps.Count > 0 ? 1 : 0));
        int exifAt = 8 + MainSize(), gpsAt = exifAt + Size(exif.Count), dataAt = gpsAt + Size(gps.Count);
        var first = new List<Entry>(main);
        if (exif.Count > 0)
        {
            first.Add(new Entry(0x8769, 4, 1, Long((uint)exifAt)));
        }

        if (gps.Count > 0)
        {
            first.Add(new Entry(0x8825, 4, 1, Long((uint)gpsAt)));
        }

        var data = new List<byte>();
        byte[] head = [.. little ? "II"u8 : "MM"u8, .. Short(42), .. Long(8)];
        byte[] directories = [.. Directory(first), .. Directory(exif), .. Directory(gps)];
        return [.. head, .. directories, .. data];

        IEnumerable<byte> Directory(List<Entry> entries)
        {
            var bytes = new List<byte>(Short((ushort)entries.Count));
            foreach (var entry in entries)
            {
                bytes.AddRange([.. Short(entry.Tag), .. Short(entry.Type), .. Long(entry.Count)]);
                if (entry.Value.Length <= 4)
                {
                    bytes.AddRange([.. entry.Value, .. new byte[4 - entry.Value.Length]]);
                }
                else
                {
                    bytes.AddRange(Long((uint)(dataAt + data.Count)));
                    data.AddRange(entry.Value);
                }
            }

            bytes.AddRange(Long(0));
            return bytes;
        }
    }

    private static int Size(int entries) => 2 + (entries * 12) + 4;

    private ExifBlock Add(List<Entry> entries, ushort tag, object value)
    {
        entries.Add(value switch
        {
            string text => new Entry(tag, 2, (uint)Encoding.UTF8.GetByteCount(text) + 1, [.. Encoding.UTF8.GetBytes(text), 0]),
            byte number => new Entry(tag, 1, 1, [number]),
            ushort number => new Entry(tag, 3, 1, Short(number)),
            uint number => new Entry(tag, 4, 1, Long(number)),
            (uint, uint)[] rationals => new Entry(tag, 5, (uint)rationals.Length, [.. rationals.SelectMany(pair => (byte[])[.. Long(pair.Item1), .. Long(pair.Item2)])]),
            ValueTuple<int, int> rational => new Entry(tag, 10, 1, [.. Long((uint)rational.Item1), .. Long((uint)rational.Item2)]),
            _ => throw new ArgumentException(value.GetType().Name, nameof(value)),
        });
        return this;
    }

    private byte[] Short(ushort value)
    {
        var bytes = new byte[2];
        if (little)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        }

        return bytes;
    }

    private byte[] Long(uint value)
    {
        var bytes = new byte[4];
        if (little)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        }

        return bytes;
    }

    private sealed record Entry(ushort Tag, ushort Type, uint Count, byte[] Value);
}
