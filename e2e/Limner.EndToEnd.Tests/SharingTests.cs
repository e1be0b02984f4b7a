using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Limner.EndToEnd.Tests;

/// <summary>Two people, two browsers, one server.</summary>
[Collection(nameof(AccountServer))]
public sealed class SharingTests(AccountServer server)
{
    [Fact]
    public async Task A_second_person_is_invited_sees_just_the_folder_that_is_shared_and_loses_it_live_when_sharing_ends()
    {
        await using var mira = await server.OpenAsAdministratorAsync();
        var link = await InviteAsync(mira);

        await using var bob = await server.Browser.OpenAsync(server.Address);
        await bob.Page.GotoAsync(link);
        await Expect(bob.Page.GetByRole(AriaRole.Heading, new() { Name = "Welcome" })).ToBeVisibleAsync();
        bob.Page.Url.ShouldEndWith("/welcome", customMessage: "the token leaves the address bar at once");
        await bob.ScreenshotAsync("welcome-dark-1440");
        await bob.ShouldBeAccessibleAsync();
        await Entrance.AcceptAsync(bob.Page, "bob");
        await Expect(bob.Page.GetByText("Nothing here yet")).ToBeVisibleAsync();

        await ShareAsync(mira, "bob");

        // Bob touches nothing: the pictures come by themselves.
        await Gallery.ExpectPicturesAsync(bob.Page);
        await Gallery.ExpectCountAsync(bob.Page, AccountServer.SharedPictures);
        await Gallery.OpenFirstPictureAsync(bob.Page);
        await bob.Page.Keyboard.PressAsync("i");
        var panel = Gallery.Lightbox(bob.Page).GetByRole(AriaRole.Complementary);
        await Expect(panel).ToContainTextAsync("mira");
        await Expect(panel.GetByLabel("Add a tag")).Not.ToBeVisibleAsync();
        await bob.Page.Keyboard.PressAsync("Escape");
        await LookAtFoldersAsync(bob.Page);
        await ExpectNothingPrivateAsync(bob);

        await bob.Page.GotoAsync("/photos");
        await Gallery.ExpectCountAsync(bob.Page, AccountServer.SharedPictures);
        await WithdrawAsync(mira, "bob");
        await Expect(bob.Page.GetByText("Nothing here yet")).ToBeVisibleAsync();
        mira.ShouldHaveNoFaults();
        bob.ShouldHaveNoFaults();
    }

    [Fact]
    public async Task An_album_is_shared_its_pictures_come_live_without_their_folder_and_go_live_when_sharing_ends()
    {
        var folder = Id((await server.Administrator.GetAsync("folders")).GetProperty("items").EnumerateArray().Single(each => each.GetProperty("name").GetString() == AccountServer.PrivateFolder));
        var pictures = (await server.Administrator.GetAsync($"images?folder={folder}")).GetProperty("items").EnumerateArray().Select(Id).ToList();
        var album = Id(await server.Administrator.PostAsync("albums", new { name = "For Lena" }));
        await server.Administrator.PostAsync($"albums/{album}/images", new { image_ids = pictures.Take(2) });
        await using var lena = await server.OpenAsNewPersonAsync("lena", width: 390, height: 844);
        await lena.Page.GotoAsync("/albums");
        await Expect(lena.Page.GetByText("No albums yet")).ToBeVisibleAsync();

        await using var mira = await server.OpenAsAdministratorAsync();
        await mira.Page.GotoAsync("/albums");
        await mira.Page.GetByRole(AriaRole.Link, new() { Name = "For Lena" }).ClickAsync();
        await mira.Page.GetByRole(AriaRole.Button, new() { Name = "Share", Exact = true }).ClickAsync();
        var dialog = mira.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByPlaceholder("Add a person").ClickAsync();
        await mira.Page.GetByRole(AriaRole.Option, new() { Name = "lena", Exact = true }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(mira.Page.GetByRole(AriaRole.Button, new() { Name = "Shared with lena" })).ToBeVisibleAsync();

        // Lena touches nothing until the album is there.
        var card = lena.Page.GetByRole(AriaRole.Link, new() { Name = "For Lena" });
        await Expect(card).ToContainTextAsync("by mira");
        await lena.ShouldBeAccessibleAsync();
        await card.ClickAsync();
        await Gallery.ExpectPicturesAsync(lena.Page);
        await Gallery.ExpectCountAsync(lena.Page, 2);
        (await lena.Page.APIRequest.GetAsync($"/api/v1/folders/{folder}")).Status.ShouldBe(404, "an album shows pictures, not where they lie");
        (await lena.Page.APIRequest.GetAsync($"/api/v1/images/{pictures[2]}")).Status.ShouldBe(404, "a picture that is not in it");

        await mira.Page.GetByRole(AriaRole.Button, new() { Name = "Shared with lena" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Share no more with lena" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog).Not.ToBeVisibleAsync();
        await lena.Page.GotoAsync("/albums");
        await Expect(lena.Page.GetByText("No albums yet")).ToBeVisibleAsync();
        (await lena.Page.APIRequest.GetAsync($"/api/v1/images/{pictures[0]}")).Status.ShouldBe(404);
        await server.Administrator.DeleteAsync($"albums/{album}");
        mira.ShouldHaveNoFaults();
        lena.ShouldHaveNoFaults();
    }

    [Fact]
    public async Task A_choice_in_the_dialog_outlives_what_happens_meanwhile()
    {
        await using var mira = await server.OpenAsAdministratorAsync();
        var page = mira.Page;
        var dialog = await OpenSharingAsync(page);
        await dialog.GetByRole(AriaRole.Radio, new() { Name = "May edit" }).CheckAsync();

        // The page hears that folders have changed, and asks again for all that it shows of them.
        var asked = page.WaitForResponseAsync(response => response.Url.EndsWith("/shares", StringComparison.Ordinal));
        var folder = Id((await server.Administrator.GetAsync("folders")).GetProperty("items").EnumerateArray().Single(each => each.GetProperty("name").GetString() == AccountServer.PrivateFolder));
        await server.Administrator.PatchAsync($"folders/{folder}", new { name = AccountServer.PrivateFolder });
        await asked;
        await Expect(dialog.GetByRole(AriaRole.Radio, new() { Name = "May edit" })).ToBeCheckedAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        mira.ShouldHaveNoFaults();
    }

    [Fact]
    public async Task A_used_link_says_what_to_do_and_lets_nobody_in()
    {
        var link = await server.InviteAsync();
        await using var first = await server.Browser.OpenAsync(server.Address);
        await first.Page.GotoAsync(link);
        await Entrance.AcceptAsync(first.Page, "ida");

        await using var second = await server.Browser.OpenAsync(server.Address, 390, 844, ColorScheme.Light);
        second.Expects("POST", "/api/v1/invitations/look-up", 404);
        await second.Page.GotoAsync(link);
        await Expect(second.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Ask an administrator for a new one");
        await second.ScreenshotAsync("welcome-invalid-light-390");
        await second.ShouldBeAccessibleAsync();
        second.ShouldHaveNoFaults();
    }

    [Fact]
    public async Task A_viewer_is_offered_nothing_that_a_viewer_may_not_do()
    {
        await using var watched = await server.OpenAsNewPersonAsync("vera", "viewer");
        var page = watched.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Account of vera" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Menuitem, new() { Name = "My account" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Menuitem, new() { Name = "People" })).Not.ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Menuitem, new() { Name = "Security events" })).Not.ToBeVisibleAsync();
        await page.GotoAsync("/folders");
        await Expect(page.GetByText("No folders yet")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Add a folder" })).Not.ToBeVisibleAsync();
        await page.GotoAsync("/people");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "This page is for administrators" })).ToBeVisibleAsync();
        await page.GotoAsync("/security");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "This page is for administrators" })).ToBeVisibleAsync();
        watched.ShouldHaveNoFaults();
    }

    private static async Task<string> InviteAsync(WatchedPage watched)
    {
        var page = watched.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Account of mira" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "People" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Invite somebody" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByRole(AriaRole.Radio, new() { Name = "Member" })).ToBeCheckedAsync();
        await watched.ShouldBeAccessibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Make the link" }).ClickAsync();
        var link = await dialog.GetByLabel("Link", new() { Exact = true }).InputValueAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "Open links" }).GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        return link;
    }

    private static async Task<ILocator> OpenSharingAsync(IPage page)
    {
        await page.GotoAsync("/folders");
        var card = page.GetByRole(AriaRole.Article, new() { Name = AccountServer.SharedFolder });
        await card.GetByRole(AriaRole.Button, new() { Name = "More about" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Share" }).ClickAsync();
        return page.GetByRole(AriaRole.Dialog);
    }

    private static async Task ShareAsync(WatchedPage watched, string userName)
    {
        var page = watched.Page;
        var dialog = await OpenSharingAsync(page);
        await dialog.GetByRole(AriaRole.Combobox, new() { Name = "Add a person" }).Or(dialog.GetByPlaceholder("Add a person")).First.ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = userName, Exact = true }).ClickAsync();
        await Expect(dialog.GetByLabel($"What {userName} may do")).ToHaveValueAsync("view");
        await watched.ScreenshotAsync("sharing-dark-1440");
        await watched.ShouldBeAccessibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog).Not.ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Article, new() { Name = AccountServer.SharedFolder })).ToContainTextAsync($"Shared with {userName}");
    }

    private static async Task WithdrawAsync(WatchedPage watched, string userName)
    {
        var page = watched.Page;
        var dialog = await OpenSharingAsync(page);
        await dialog.GetByRole(AriaRole.Button, new() { Name = $"Share no more with {userName}" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Article, new() { Name = AccountServer.SharedFolder })).ToContainTextAsync("Private");
    }

    private static async Task LookAtFoldersAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByRole(AriaRole.Link, new() { Name = "Folders" }).ClickAsync();
        var cards = page.GetByRole(AriaRole.Article);
        await Expect(cards).ToHaveCountAsync(1);
        await Expect(cards).ToContainTextAsync("Shared by mira. You may look.");
        await Expect(cards.GetByRole(AriaRole.Button, new() { Name = "Scan" })).Not.ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Add a folder" })).Not.ToBeVisibleAsync();
    }

    /// <summary>Neither the folder that is not shared nor its pictures, by any way that the client knows.</summary>
    private async Task ExpectNothingPrivateAsync(WatchedPage bob)
    {
        var mine = (await server.Administrator.GetAsync("folders")).GetProperty("items").EnumerateArray();
        var secret = Id(mine.Single(folder => folder.GetProperty("name").GetString() == AccountServer.PrivateFolder));
        var picture = Id((await server.Administrator.GetAsync($"images?folder={secret}")).GetProperty("items").EnumerateArray().First());
        var paths = new[]
        {
            $"folders/{secret}", $"folders/{secret}/shares", $"folders/{secret}/failures", $"images/{picture}", $"images/{picture}/thumbnail?size=small",
            $"images/{picture}/original", $"images/{picture}/tags",
        };
        foreach (var path in paths)
        {
            var answer = await bob.Page.APIRequest.GetAsync($"/api/v1/{path}");
            answer.Status.ShouldBe(404, path);
        }

        var page = bob.Page;
        await Gallery.OpenAsync(page);
        await page.GetByLabel("Search photos").FillAsync(AccountServer.PrivateFolder);
        await Expect(page.GetByRole(AriaRole.Option).First).ToContainTextAsync("Search for");
        await Expect(page.GetByRole(AriaRole.Option)).ToHaveCountAsync(1);
        (await page.ContentAsync()).ShouldNotContain($"{AccountServer.PrivateFolder} ");
    }

    private static string Id(JsonElement item) => item.GetProperty("id").GetString()!;
}
