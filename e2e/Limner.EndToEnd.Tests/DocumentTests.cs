using Limner.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Limner.EndToEnd.Tests;

/// <summary>Documents as a person sends and reads them.</summary>
public sealed class DocumentTests(TextTests.ReadingServer server) : IClassFixture<TextTests.ReadingServer>
{
    [Fact]
    public async Task A_document_is_sent_read_looked_at_found_and_deleted_and_a_locked_one_asks_for_its_password()
    {
        await using var watched = await server.OpenAsNewPersonAsync("petra");
        var page = watched.Page;
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByRole(AriaRole.Link, new() { Name = "Documents" }).ClickAsync();
        await Expect(page.GetByText("No documents yet")).ToBeVisibleAsync();
        await page.GetByLabel("Documents to add").SetInputFilesAsync([Asset("columns.pdf"), Asset("locked.pdf")]);

        // Nobody touches anything: what is read comes by itself.
        await page.GetByRole(AriaRole.Link, new() { Name = "d1.html" }).ClickAsync(new() { Timeout = 30_000 });
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "Page 1" })).ToBeVisibleAsync(new() { Timeout = 30_000 });
        var read = page.GetByRole(AriaRole.Region, new() { Name = "What was read" });
        var title = read.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "A Spanning Title Over Two Columns" });
        await Expect(title).ToBeVisibleAsync();

        // Box and text are one.
        await page.GetByLabel("Title: A Spanning Title Over Two Columns").ClickAsync();
        await Expect(title.GetByRole(AriaRole.Button, new() { Name = "Title" })).ToHaveAttributeAsync("aria-pressed", "true");
        await page.GetByRole(AriaRole.Heading, new() { Name = "d1.html" }).ClickAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "Page 2" })).ToBeVisibleAsync();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("page=2", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
        await read.GetByText("Markdown").ClickAsync();
        await Expect(read.GetByText("# A Spanning Title Over Two Columns")).ToBeVisibleAsync();

        // What looks like the page: there are no pictures, but the document's other page.
        await page.GetByRole(AriaRole.Link, new() { Name = "Find pictures like this page" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove filter Like page 2 of columns.pdf" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Region, new() { Name = "Pages of documents" }).GetByRole(AriaRole.Link, new() { Name = "d1.html, page 1, " }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "Page 1" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "All documents" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Enter the password" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByLabel("Password", new() { Exact = true }).FillAsync("열쇠 key");
        await page.GetByRole(AriaRole.Button, new() { Name = "Read it" }).ClickAsync();
        await Expect(page.Locator("#main").GetByText("Read", new() { Exact = true })).ToHaveCountAsync(2, new() { Timeout = 30_000 });

        // Whoever searches pictures is told of documents that have the words.
        await page.GotoAsync("/photos?q=behind%20lock");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Pages of documents" }).GetByRole(AriaRole.Link, new() { Name = "locked.pdf, page 1" })).ToContainTextAsync("Behind the lock");
        await page.GetByRole(AriaRole.Link, new() { Name = "1 document", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Behind the lock")).ToBeVisibleAsync();
        await page.GetByLabel("Search in documents").FillAsync("spanning");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "d1.html" })).ToBeVisibleAsync();
        await page.GetByLabel("Search in documents").FillAsync("behind lock");
        await Expect(page.GetByText("Behind the lock")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Page 1" }).ClickAsync();
        await Expect(read.GetByText("Behind the lock")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "What to do with it" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Delete it" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(page.GetByText("1 document")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "locked.pdf" })).ToHaveCountAsync(0);
        watched.ShouldHaveNoFaults();
    }

    private static string Asset(string name) => Path.Combine(Repository.Root, "tests", "assets", "documents", name);
}
