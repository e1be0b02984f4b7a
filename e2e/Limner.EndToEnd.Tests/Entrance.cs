using Limner.Testing.Processes;
using Microsoft.Playwright;

namespace Limner.EndToEnd.Tests;

/// <summary>Set-up and sign-in as a person does them.</summary>
internal static class Entrance
{
    public static async Task SetUpAsync(IPage page)
    {
        await page.GetByLabel("User name").FillAsync(LimnerClient.UserName);
        await page.Locator("input[name='password']").FillAsync(LimnerClient.Password);
        await page.GetByLabel("Password again").FillAsync(LimnerClient.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the administrator" }).ClickAsync();
    }

    public static async Task SignInAsync(IPage page)
    {
        await page.GetByLabel("User name").FillAsync(LimnerClient.UserName);
        await page.Locator("input[name='password']").FillAsync(LimnerClient.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }
}
