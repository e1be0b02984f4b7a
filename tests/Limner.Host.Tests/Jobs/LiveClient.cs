using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Limner.Host.Tests.Jobs;

/// <summary>
/// Listens to the live hub as a page does, by SignalR's JSON protocol: records end with 0x1E, the first one of each side is the handshake.
/// (microsoft/dotnet aspnetcore, <c>src/SignalR/docs/specs/HubProtocol.md</c>; there is no .NET client package to be had.)
/// </summary>
internal sealed class LiveClient : IAsyncDisposable
{
    private const char RecordSeparator = '\u001e';
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ClientWebSocket _socket;
    private readonly Queue<JsonObject> _records = new();
    private readonly StringBuilder _rest = new();

    private LiveClient(ClientWebSocket socket) => _socket = socket;

    /// <exception cref="WebSocketException">The server refused; its answer is in <paramref name="refusal"/>.</exception>
    /// <param name="origin">Null: that of the server's own pages when there are cookies; empty: none.</param>
    /// <param name="query">Goes with the address: <c>access_token=…</c>.</param>
    public static async Task<LiveClient> ConnectAsync(
        LimnerApp app, CookieContainer? cookies, Action<HttpStatusCode>? refusal = null, string? origin = null, string? query = null, string? apiKey = null)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (cookies is not null)
        {
            socket.Options.Cookies = cookies;
        }

        origin ??= cookies is null ? "" : app.Origin;
        if (origin.Length > 0)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }

        if (apiKey is not null)
        {
            socket.Options.SetRequestHeader("X-Api-Key", apiKey);
        }

        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await socket.ConnectAsync(new UriBuilder(app.Address) { Scheme = "ws", Path = "/hubs/live", Query = query ?? "" }.Uri, limit.Token);
        }
        catch (WebSocketException)
        {
            refusal?.Invoke(socket.HttpStatusCode);
            socket.Dispose();
            throw;
        }

        var client = new LiveClient(socket);
        await socket.SendAsync(Encoding.UTF8.GetBytes("{\"protocol\":\"json\",\"version\":1}" + RecordSeparator), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
        (await client.NextAsync()).Count.ShouldBe(0, "an empty object accepts the handshake");

        // The hub adds a connection to its groups and then sends the first ping or message; asking for a method that is not there and waiting
        // for its refusal makes sure that it has.
        await socket.SendAsync(Encoding.UTF8.GetBytes("{\"type\":1,\"invocationId\":\"0\",\"target\":\"ready\",\"arguments\":[]}" + RecordSeparator), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
        await client.WaitAsync(record => record["type"]?.GetValue<int>() == 3);
        return client;
    }

    /// <summary>The next call of <paramref name="method"/> whose argument fits.</summary>
    public async Task<JsonObject> ReceiveAsync(string method, Func<JsonObject, bool>? fits = null)
        => Argument(await WaitAsync(record => record["target"]?.GetValue<string>() == method && fits?.Invoke(Argument(record)) != false));

    /// <summary>The next call of any method, with the id it carries.</summary>
    public async Task<string> NextCallAsync()
    {
        var record = await WaitAsync(record => record["target"] is not null);
        return $"{record["target"]!.GetValue<string>()} {Argument(record)["id"]?.GetValue<string>()}";
    }

    /// <summary>All calls of <paramref name="method"/> up to and with the first that fits.</summary>
    public async Task<IReadOnlyList<JsonObject>> ReceiveUntilAsync(string method, Func<JsonObject, bool> last)
    {
        var all = new List<JsonObject>();
        while (true)
        {
            var call = await ReceiveAsync(method);
            all.Add(call);
            if (last(call))
            {
                return all;
            }
        }
    }

    /// <summary>Returns once the server has ended the connection; throws when it does not.</summary>
    public async Task WaitForEndAsync()
    {
        var buffer = new byte[16 * 1024];
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            while ((await _socket.ReceiveAsync(buffer, limit.Token)).MessageType != WebSocketMessageType.Close)
            {
                // What was under way before the end.
            }
        }
        catch (WebSocketException exception) when (exception.WebSocketErrorCode == WebSocketError.ConnectionClosedPrematurely)
        {
            // An end without the closing words is one too.
        }
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        await Task.CompletedTask;
    }

    private static JsonObject Argument(JsonObject record) => record["arguments"]![0]!.AsObject();

    private async Task<JsonObject> WaitAsync(Func<JsonObject, bool> fits)
    {
        while (true)
        {
            var record = await NextAsync();
            if (fits(record))
            {
                return record;
            }
        }
    }

    private async Task<JsonObject> NextAsync()
    {
        var buffer = new byte[16 * 1024];
        using var limit = new CancellationTokenSource(Patience);
        while (_records.Count == 0)
        {
            var received = await _socket.ReceiveAsync(buffer, limit.Token);
            received.MessageType.ShouldBe(WebSocketMessageType.Text, _socket.CloseStatusDescription);
            _rest.Append(Encoding.UTF8.GetString(buffer, 0, received.Count));
            var parts = _rest.ToString().Split(RecordSeparator);
            _rest.Clear().Append(parts[^1]);
            foreach (var part in parts[..^1])
            {
                _records.Enqueue(JsonNode.Parse(part)!.AsObject());
            }
        }

        return _records.Dequeue();
    }
}
