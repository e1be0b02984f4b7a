using System.Net;
using System.Net.WebSockets;
using Limner.Host.Tests.Jobs;

namespace Limner.Host.Tests.Accounts;

public sealed class LiveAccessTests
{
    [Fact]
    public async Task A_live_connection_ends_with_its_session_and_no_other_does()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        var elsewhere = new CookieContainer();
        using var other = await app.SignInAsync(LimnerApp.UserName, cookies: elsewhere);
        await using var mine = await LiveClient.ConnectAsync(app, app.Cookies);
        await using var theirs = await LiveClient.ConnectAsync(app, elsewhere);

        (await other.DeleteAsync("/api/v1/session")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await theirs.WaitForEndAsync();
        await app.AddFolderAsync(System.IO.Directory.CreateDirectory(app.Directory.Combine("pictures")).FullName);
        await mine.ReceiveAsync("folder_changed");
    }

    [Fact]
    public async Task A_live_connection_that_takes_its_time_to_open_does_not_outlive_the_session_it_began_with()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        var elsewhere = new CookieContainer();
        using var other = await app.SignInAsync(LimnerApp.UserName, cookies: elsewhere);
        using var socket = new ClientWebSocket();
        socket.Options.Cookies = elsewhere;
        socket.Options.SetRequestHeader("Origin", app.Origin);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await socket.ConnectAsync(new UriBuilder(app.Address) { Scheme = "ws", Path = "/hubs/live" }.Uri, limit.Token);

        (await other.DeleteAsync("/api/v1/session")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await socket.SendAsync("{\"protocol\":\"json\",\"version\":1}\u001e"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
        var buffer = new byte[1024];
        await Should.NotThrowAsync(async () =>
        {
            try
            {
                while ((await socket.ReceiveAsync(buffer, limit.Token)).MessageType != WebSocketMessageType.Close)
                {
                    // The answer to the handshake.
                }
            }
            catch (WebSocketException exception) when (exception.WebSocketErrorCode == WebSocketError.ConnectionClosedPrematurely)
            {
                // Cut off without closing words.
            }
        });
    }
}
