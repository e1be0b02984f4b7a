using System.Net;
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
}
