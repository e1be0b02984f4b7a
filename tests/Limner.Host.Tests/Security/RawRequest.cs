using System.Net.Sockets;
using System.Text;

namespace Limner.Host.Tests.Security;

/// <summary>Sends bytes that no HTTP library would send.</summary>
internal static class RawRequest
{
    /// <summary>All that the server answers until it closes the connection.</summary>
    public static async Task<string> SendAsync(Uri address, string request, bool endAfter = true)
    {
        using var client = new TcpClient();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await client.ConnectAsync(address.Host, address.Port, limit.Token);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), limit.Token);
        if (endAfter)
        {
            client.Client.Shutdown(SocketShutdown.Send);
        }

        using var reader = new StreamReader(stream, Encoding.UTF8);
        try
        {
            return await reader.ReadToEndAsync(limit.Token);
        }
        catch (IOException)
        {
            // The server may reset a connection that it has had enough of.
            return "";
        }
    }
}
