using System.Globalization;
using System.Text;
using Limner.Kernel.Errors;

namespace Limner.Documents.Pdf;

/// <summary>Reads portable maps of 8 bits (netpbm P5: one byte a pixel, P6: three), one after the other, as <c>pdftoppm</c> writes them: no more than one is in memory.</summary>
/// <param name="maps">From its beginning.</param>
/// <param name="kind">The digit of P5 or P6.</param>
/// <param name="maximumPixels">Of one map. What claims more is refused before it has memory.</param>
internal sealed class PortableMapReader(Stream maps, char kind, long maximumPixels) : IDisposable
{
    private const int LongestNumber = 6;

    private readonly BufferedStream _maps = new(maps, 1 << 16);
    private readonly byte[] _one = new byte[1];

    /// <summary>The size of the next map, whose pixels must be read before the one after it is asked for; null after the last.</summary>
    /// <exception cref="LimnerException"><c>child_process</c>: what follows is no such map.</exception>
    public async Task<(int Width, int Height)?> NextAsync(CancellationToken cancellation)
    {
        if (await ByteAsync(cancellation) is not { } first)
        {
            return null;
        }

        // P and the digit, width, height and 255, each followed by one white character, as that program writes it.
        if (first != 'P' || await ByteAsync(cancellation) != kind || await ByteAsync(cancellation) != '\n'
            || await NumberAsync(cancellation) is not (> 0 and var width) || await NumberAsync(cancellation) is not (> 0 and var height) || await NumberAsync(cancellation) != 255
            || (long)width * height > maximumPixels)
        {
            throw NoPicture();
        }

        return (width, height);
    }

    /// <exception cref="LimnerException"><c>child_process</c>: it ends before that.</exception>
    public async Task ReadPixelsAsync(Memory<byte> pixels, CancellationToken cancellation)
    {
        try
        {
            await _maps.ReadExactlyAsync(pixels, cancellation);
        }
        catch (EndOfStreamException)
        {
            throw NoPicture();
        }
    }

    public void Dispose() => _maps.Dispose();

    private static LimnerException NoPicture() => new(ErrorCatalogue.ChildProcess, "pdftoppm wrote no picture.");

    private async ValueTask<int?> NumberAsync(CancellationToken cancellation)
    {
        var digits = new StringBuilder(LongestNumber);
        while (await ByteAsync(cancellation) is { } next)
        {
            if (next is (byte)' ' or (byte)'\n')
            {
                return int.TryParse(digits.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
            }

            if (digits.Append((char)next).Length > LongestNumber)
            {
                return null;
            }
        }

        return null;
    }

    private async ValueTask<byte?> ByteAsync(CancellationToken cancellation) => await _maps.ReadAsync(_one, cancellation) == 0 ? null : _one[0];
}
