using System.Net;
using Limner.Testing.Processes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Limner.EndToEnd.Tests;

/// <summary>What a person does with an account of their own.</summary>
[Collection(nameof(AccountServer))]
public sealed class AccountTests(AccountServer server)
{
    [Fact]
    public async Task A_second_factor_is_switched_on_asked_for_at_the_next_sign_in_and_replaced_by_a_recovery_code()
    {
        await using var watched = await server.OpenAsNewPersonAsync("tilda");
        watched.Expects("POST", "/api/v1/session", 401);
        var page = watched.Page;
        await page.GotoAsync("/account");
        await page.GetByRole(AriaRole.Button, new() { Name = "Set it up" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Your password", new() { Exact = true }).FillAsync(LimnerClient.Password);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        var secret = await dialog.GetByTestId("secret").InnerTextAsync();
        await Expect(dialog.GetByRole(AriaRole.Img, new() { Name = "QR code" })).ToBeVisibleAsync();
        await dialog.GetByLabel("The code that the app shows now").FillAsync(OneTimeCodes.Compute(secret));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Switch it on" }).ClickAsync();

        var codes = dialog.GetByRole(AriaRole.List, new() { Name = "Recovery codes" }).GetByRole(AriaRole.Listitem);
        await Expect(codes).ToHaveCountAsync(10);
        var recovery = await codes.First.InnerTextAsync();
        await watched.ShouldBeAccessibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "I have kept them" }).ClickAsync();
        await Expect(page.GetByText("On · 10 recovery codes left")).ToBeVisibleAsync();

        await Entrance.SignOutAsync(page);
        await Entrance.SignInAsync(page, "tilda");
        await Entrance.EnterCodeAsync(page, "000000");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The code is wrong");

        // The password is kept: only the code is asked for again. The next step's code, because each is good once.
        await Entrance.EnterCodeAsync(page, OneTimeCodes.Compute(secret, stepsAhead: 1));
        await Entrance.ExpectSignedInAsync(page, "tilda");

        await Entrance.SignOutAsync(page);
        await Entrance.SignInAsync(page, "tilda");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a recovery code instead" }).ClickAsync();
        await page.GetByLabel("Recovery code").FillAsync(recovery);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Entrance.ExpectSignedInAsync(page, "tilda");
        await page.GotoAsync("/account");
        await Expect(page.GetByText("On · 9 recovery codes left")).ToBeVisibleAsync();
        watched.ShouldHaveNoFaults();
    }

    [Fact]
    public async Task An_API_key_is_shown_once_lets_a_program_in_and_keeps_it_out_when_it_is_revoked()
    {
        await using var watched = await server.OpenAsNewPersonAsync("kees");
        var page = watched.Page;
        await page.GotoAsync("/account");
        await page.GetByRole(AriaRole.Button, new() { Name = "New key" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name").FillAsync("Backup of the cellar");
        await Expect(dialog.GetByRole(AriaRole.Checkbox, new() { Name = "Administer" })).Not.ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Make the key" }).ClickAsync();
        var key = await dialog.GetByLabel("API key", new() { Exact = true }).InputValueAsync();
        key.ShouldStartWith("lmn_");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        (await page.ContentAsync()).ShouldNotContain(key);

        using var program = new HttpClient { BaseAddress = server.Address };
        program.DefaultRequestHeaders.Add("X-Api-Key", key);
        (await StatusAsync(program, "/api/v1/folders")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(program, "/api/v1/me/sessions")).ShouldBe(HttpStatusCode.Forbidden, "a key never reaches the account");

        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke Backup of the cellar" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Expect(page.GetByText("You have no keys")).ToBeVisibleAsync();
        (await StatusAsync(program, "/api/v1/folders")).ShouldBe(HttpStatusCode.Unauthorized);
        watched.ShouldHaveNoFaults();
    }

    [Fact]
    public async Task A_session_ended_elsewhere_leads_to_the_sign_in_at_once_and_from_there_back()
    {
        await using var here = await server.OpenAsNewPersonAsync("wanda");
        await using var there = await server.Browser.OpenAsync(server.Address);
        there.Expects("GET", "/api/v1/", 401);
        there.Expects("POST", "/hubs/live/negotiate", 401);
        await there.Page.GotoAsync("/jobs?state=failed");
        await Entrance.SignInAsync(there.Page, "wanda");
        await Expect(there.Page.GetByRole(AriaRole.Heading, new() { Name = "Jobs", Exact = true })).ToBeVisibleAsync();
        await ExpectLiveAsync(there.Page);

        await here.Page.GotoAsync("/account");
        await Expect(here.Page.GetByText("This one")).ToHaveCountAsync(1);
        await here.Page.GetByRole(AriaRole.Button, new() { Name = "End all others" }).ClickAsync();

        // Nobody touches the other page: the server ends its connection.
        await Expect(there.Page.GetByText("Your session has ended")).ToBeVisibleAsync();
        await Entrance.SignInAsync(there.Page, "wanda");
        await Expect(there.Page).ToHaveURLAsync(new Uri(server.Address, "/jobs?state=failed").ToString());
        here.ShouldHaveNoFaults();
        there.ShouldHaveNoFaults();
    }

    [Fact]
    public async Task A_password_is_changed_with_its_rules_in_sight()
    {
        await using var watched = await server.OpenAsNewPersonAsync("otto");
        watched.Expects("PUT", "/api/v1/me/password", 403);
        var page = watched.Page;
        await page.GotoAsync("/account");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change the password" }).ClickAsync();
        await page.GetByLabel("Present password", new() { Exact = true }).FillAsync("not the password");
        await page.GetByLabel("New password", new() { Exact = true }).FillAsync("short");
        await page.GetByLabel("New password again").FillAsync("short");
        await page.GetByRole(AriaRole.Button, new() { Name = "Set the new password" }).ClickAsync();
        await Expect(page.GetByText("The password is not strong enough yet.")).ToBeVisibleAsync();

        await page.GetByLabel("New password", new() { Exact = true }).FillAsync("a different passphrase");
        await page.GetByLabel("New password again").FillAsync("a different passphrase");
        await page.GetByRole(AriaRole.Button, new() { Name = "Set the new password" }).ClickAsync();
        await Expect(page.GetByText("The present password is wrong")).ToBeVisibleAsync();

        await page.GetByLabel("Present password", new() { Exact = true }).FillAsync(LimnerClient.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Set the new password" }).ClickAsync();
        await Expect(page.GetByText("The new password is set")).ToBeVisibleAsync();
        watched.ShouldHaveNoFaults();
    }

    /// <summary>Waits until the page would hear from the server: it says so when it does not.</summary>
    private static Task ExpectLiveAsync(IPage page) => page.WaitForFunctionAsync(
        "() => performance.getEntriesByType('resource').some(entry => entry.name.includes('/hubs/live/negotiate'))");

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        return answer.StatusCode;
    }
}
