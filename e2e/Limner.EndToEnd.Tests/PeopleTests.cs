using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Limner.EndToEnd.Tests;

/// <summary>What an administrator does with people, as both sides see it.</summary>
[Collection(nameof(AccountServer))]
public sealed class PeopleTests(AccountServer server)
{
    [Fact]
    public async Task A_changed_role_and_a_disabled_account_show_at_once_on_the_page_of_the_person()
    {
        await using var mira = await server.OpenAsAdministratorAsync();
        await using var nele = await server.OpenAsNewPersonAsync("nele");
        nele.Expects("GET", "/api/v1/", 401);
        nele.Expects("POST", "/hubs/live/negotiate", 401);
        nele.Expects("POST", "/api/v1/session", 401);

        await mira.Page.GotoAsync("/people");
        var dialog = await ChooseAsync(mira.Page, "nele", "Change the role");
        await dialog.GetByRole(AriaRole.Radio, new() { Name = "Administrator" }).CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Change the role" }).ClickAsync();
        await Expect(Row(mira.Page, "nele")).ToContainTextAsync("Administrator");

        // Nele does nothing but open the menu.
        await nele.Page.GetByRole(AriaRole.Button, new() { Name = "Account of nele" }).ClickAsync();
        await Expect(nele.Page.GetByRole(AriaRole.Menuitem, new() { Name = "People" })).ToBeVisibleAsync();
        await nele.Page.Keyboard.PressAsync("Escape");

        dialog = await ChooseAsync(mira.Page, "nele", "Disable the account");
        await mira.ShouldBeAccessibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Disable" }).ClickAsync();
        await Expect(Row(mira.Page, "nele")).ToContainTextAsync("Disabled");

        await Expect(nele.Page.GetByText("Your session has ended")).ToBeVisibleAsync();
        await Entrance.SignInAsync(nele.Page, "nele");
        await Expect(nele.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();

        await mira.Page.GotoAsync("/security");
        var newest = mira.Page.GetByRole(AriaRole.List, new() { Name = "Security events" }).GetByRole(AriaRole.Listitem);
        await Expect(newest.Filter(new() { HasText = "Account disabled" })).ToHaveCountAsync(1);
        await Expect(newest.Filter(new() { HasText = "Role changed" })).ToHaveCountAsync(1);
        mira.ShouldHaveNoFaults();
        nele.ShouldHaveNoFaults();
    }

    private static ILocator Row(IPage page, string userName) =>
        page.GetByRole(AriaRole.List, new() { Name = "People" }).GetByRole(AriaRole.Listitem).Filter(new() { HasText = userName });

    private static async Task<ILocator> ChooseAsync(IPage page, string userName, string action)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = $"Actions for {userName}" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = action }).ClickAsync();
        return page.GetByRole(AriaRole.Dialog);
    }
}
