using Limner.Kernel.Errors;

namespace Limner.Models.Remote;

/// <summary>Reads a whole answer that is not longer than it may be.</summary>
internal static class BoundedBody
{
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.ModelProtocol"/>: it is longer.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, int maxBytes, string what, CancellationToken cancellation)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        var bytes = new byte[16 * 1024];
        var length = 0;
        while (await stream.ReadAsync(bytes.AsMemory(length), cancellation) is > 0 and var read)
        {
            length += read;
            if (length == bytes.Length)
            {
                if (length >= maxBytes)
                {
                    throw new LimnerException(ErrorCatalogue.ModelProtocol, $"{what} is longer than {maxBytes >> 20} MB.");
                }

                Array.Resize(ref bytes, (int)Math.Min((long)length * 2, maxBytes));
            }
        }

        return bytes.AsMemory(0, length);
    }
}
