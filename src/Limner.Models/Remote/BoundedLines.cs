using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Limner.Kernel.Errors;

namespace Limner.Models.Remote;

/// <summary>Reads a streamed answer line by line and never holds more of it than one line.</summary>
internal static class BoundedLines
{
    /// <summary>Bytes of one line: a whole answer in one piece fits, as servers send it that do not stream.</summary>
    public const int MaxLine = 2 * 1024 * 1024;

    /// <summary>Bytes of all lines together: each piece of an answer is wrapped in some hundred bytes.</summary>
    public const int MaxTotal = 64 * 1024 * 1024;

    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.ModelProtocol"/>: a line or the whole is too long.</exception>
    public static async IAsyncEnumerable<string> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            var filled = 0;
            var total = 0L;
            while (true)
            {
                if (filled == buffer.Length)
                {
                    if (filled >= MaxLine)
                    {
                        throw new LimnerException(ErrorCatalogue.ModelProtocol, $"It sent more than {MaxLine >> 20} MB without an end of line.");
                    }

                    var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.AsSpan(0, filled).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }

                var read = await stream.ReadAsync(buffer.AsMemory(filled), cancellation);
                total += read;
                if (total > MaxTotal)
                {
                    throw new LimnerException(ErrorCatalogue.ModelProtocol, $"It sent more than {MaxTotal >> 20} MB.");
                }

                var end = filled + read;
                var start = 0;
                while (buffer.AsSpan(start, end - start).IndexOf((byte)'\n') is >= 0 and var length)
                {
                    yield return Encoding.UTF8.GetString(buffer, start, length).TrimEnd('\r');
                    start += length + 1;
                }

                filled = end - start;
                buffer.AsSpan(start, filled).CopyTo(buffer);
                if (read == 0)
                {
                    if (filled > 0)
                    {
                        yield return Encoding.UTF8.GetString(buffer, 0, filled);
                    }

                    yield break;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
