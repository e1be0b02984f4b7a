using Limner.Testing.Processes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Limner.EndToEnd.Tests;

/// <summary>Set-up, sign-in and the one-time link as a person uses them.</summary>
internal static class Entrance
{
    public static async Task SetUpAsync(IPage page)
    {
        await page.GetByLabel("User name").FillAsync(LimnerClient.UserName);
        await page.Locator("input[name='password']").FillAsync(LimnerClient.Password);
        await page.GetByLabel("Password again").FillAsync(LimnerClient.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the administrator" }).ClickAsync();
    }

    public static async Task SignInAsync(IPage page, string userName = LimnerClient.UserName)
    {
        await page.GetByLabel("User name").FillAsync(userName);
        await page.Locator("input[name='password']").FillAsync(LimnerClient.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    /// <summary>The second step, after <see cref="SignInAsync"/>.</summary>
    public static async Task EnterCodeAsync(IPage page, string code)
    {
        await page.Locator("input[name='one-time-code']").FillAsync(code);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    /// <summary>Chooses a name and the usual password behind a one-time link.</summary>
    public static async Task AcceptAsync(IPage page, string userName)
    {
        await page.GetByLabel("User name").FillAsync(userName);
        await page.Locator("input[name='password']").FillAsync(LimnerClient.Password);
        await page.GetByLabel("Password again").FillAsync(LimnerClient.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create my account" }).ClickAsync();
        await ExpectSignedInAsync(page, userName);
    }

    public static Task ExpectSignedInAsync(IPage page, string userName) =>
        Expect(page.GetByRole(AriaRole.Button, new() { Name = $"Account of {userName}" })).ToBeVisibleAsync();

    public static async Task SignOutAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Account of" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sign in" })).ToBeVisibleAsync();
    }
}
