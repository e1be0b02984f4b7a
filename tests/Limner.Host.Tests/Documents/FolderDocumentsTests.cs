using System.Net;
using System.Text.Json.Nodes;
using Limner.Documents.Tests;
using Limner.Host.Tests.Sharing;

namespace Limner.Host.Tests.Documents;

/// <summary>Documents that lie in folders of the library: listed by scans, read where the folder wants that, seen by who sees the folder.</summary>
public sealed class FolderDocumentsTests(Household house) : IClassFixture<Household>
{
    private const string Letter = "/MediaBox [0 0 612 792]";

    [Fact]
    public async Task Documents_of_a_folder_are_listed_read_shared_followed_and_set_aside()
    {
        var path = house.App.Directory.Combine("Papers", "2024", "contract.pdf");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, Pdf("The first contract"));
        var folder = await house.AddFolderAsync("Papers", ("cover.png", 9));
        var listed = (await ListAsync(house.Ada, folder)).ShouldHaveSingleItem()!;
        ((string?)listed["name"], (string?)listed["path"], (string?)listed["state"]).ShouldBe(("contract.pdf", "2024/contract.pdf", "listed"));
        var id = (string)listed["id"]!;

        // It is no picture, and nobody else sees it.
        (await Household.NamesAsync(house.Ada, $"folder={folder}")).ShouldBe(["cover.png"]);
        (await ListAsync(house.Ben, null)).ShouldBeEmpty();

        var settings = await house.Ada.SendAsync(HttpMethod.Put, $"/api/v1/folders/{folder}/documents", new { read = true }, HttpStatusCode.OK);
        ((bool)settings["read"]!, (int)settings["count"]!).ShouldBe((true, 1));
        ((string?)(await house.Ada.EndedAsync(id))["state"]).ShouldBe("read");

        await house.ShareAsync(folder, people: (house.BensId, "view"));
        (await house.Ben.GetStringAsync($"/api/v1/documents/{id}/export?format=text")).ShouldBe("The first contract\n");
        ((string?)(await ListAsync(house.Ben, null)).Single()!["access"]).ShouldBe("view");
        (await house.Ben.SendAsync(HttpMethod.Get, "/api/v1/documents?q=contract", null, HttpStatusCode.OK))["items"]!.AsArray().Count.ShouldBe(1);
        await house.Ben.SendAsync(HttpMethod.Post, $"/api/v1/documents/{id}/read", new { }, HttpStatusCode.Forbidden);
        await house.Ben.SendAsync(HttpMethod.Put, $"/api/v1/folders/{folder}/documents", new { read = false }, HttpStatusCode.Forbidden);
        await house.Vera.SendAsync(HttpMethod.Get, $"/api/v1/documents/{id}", null, HttpStatusCode.NotFound);

        // Who may edit the folder may have it read; the job is its owner's.
        await house.ShareAsync(folder, people: (house.BensId, "edit"));
        await house.Ben.SendAsync(HttpMethod.Post, $"/api/v1/documents/{id}/read", new { anew = true, engine = "text_layer" }, HttpStatusCode.Accepted);
        ((string?)(await house.Ben.EndedAsync(id))["state"]).ShouldBe("read");

        // Another time alone makes it no other document.
        var before = (await house.Ada.GetDocumentAsync(id))["document"]!;
        File.SetLastWriteTimeUtc(path, new DateTime(2020, 2, 2, 2, 2, 2, DateTimeKind.Utc));
        await house.ScanAsync(folder);
        await Eventually.FindAsync(() => house.Ada.GetDocumentAsync(id), answer => (string?)answer["document"]!["updated_at"] != (string?)before["updated_at"]);
        var touched = (await house.Ada.GetDocumentAsync(id))["document"]!;
        ((string?)touched["state"], (int)touched["revision"]!, (string?)touched["read_at"]).ShouldBe(("read", (int)before["revision"]!, (string?)before["read_at"]));
        (await house.Ada.GetByteArrayAsync($"/api/v1/documents/{id}/pages/1/picture")).Length.ShouldBeGreaterThan(100);

        // Another file at its place is read again; a new one too.
        await File.WriteAllBytesAsync(path, Pdf("The second, longer contract"));
        await File.WriteAllBytesAsync(house.App.Directory.Combine("Papers", "letter.pdf"), Pdf("A letter"));
        await house.ScanAsync(folder);
        var both = await Eventually.FindAsync(() => ListAsync(house.Ada, folder), all => all.Count == 2 && all.All(each => (string?)each!["state"] == "read"));
        both.Select(each => (string?)each!["name"]).ShouldBe(["letter.pdf", "contract.pdf"]);
        await Eventually.FindAsync(() => house.Ada.GetStringAsync($"/api/v1/documents/{id}/export?format=text"), text => text == "The second, longer contract\n");

        // What was read of a file that is away stays; its picture cannot be had.
        File.Move(path, path + ".away");
        await house.ScanAsync(folder);
        await MissingAsync(id, true);
        (await house.Ada.GetStringAsync($"/api/v1/documents/{id}/export?format=text")).ShouldBe("The second, longer contract\n");
        File.Move(path + ".away", path);
        await house.ScanAsync(folder);
        await MissingAsync(id, false);

        // Deleted: the file stays, and is not read again by itself.
        await house.Ada.SendAsync(HttpMethod.Delete, $"/api/v1/documents/{id}", null, HttpStatusCode.NoContent);
        await house.ScanAsync(folder);
        var forgotten = (await house.Ada.GetDocumentAsync(id))["document"]!;
        ((string?)forgotten["state"], (int)forgotten["pages_chosen"]!, File.Exists(path)).ShouldBe(("listed", 0, true));

        await house.Ada.SendAsync(HttpMethod.Delete, $"/api/v1/folders/{folder}", null, HttpStatusCode.NoContent);
        (await ListAsync(house.Ada, null)).ShouldBeEmpty();
        (await house.Ada.SendAsync(HttpMethod.Get, "/api/v1/documents?q=letter", null, HttpStatusCode.OK))["items"]!.AsArray().ShouldBeEmpty();
    }

    /// <summary>What changed a moment ago is left to the scan that follows when it has come to rest.</summary>
    private Task MissingAsync(string id, bool expected)
        => Eventually.FindAsync(() => house.Ada.GetDocumentAsync(id), answer => (bool)answer["document"]!["is_missing"]! == expected);

    private static async Task<JsonArray> ListAsync(HttpClient who, string? folder)
        => (await who.SendAsync(HttpMethod.Get, folder is null ? "/api/v1/documents" : $"/api/v1/documents?folder={folder}", null, HttpStatusCode.OK))["items"]!.AsArray();

    private static byte[] Pdf(string text) => SmallPdf.Write((Letter, SmallPdf.Line(text, 72, 600)));
}
