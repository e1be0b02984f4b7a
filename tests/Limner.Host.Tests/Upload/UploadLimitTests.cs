using System.Net;
using Limner.Host.Tests.Documents;
using Limner.Testing;

namespace Limner.Host.Tests.Upload;

/// <summary>What keeps uploads from filling the disk.</summary>
public sealed class UploadLimitTests
{
    [Fact]
    public async Task What_nobody_goes_on_with_is_removed_and_so_is_what_belongs_to_nobody()
    {
        var clock = new FakeClock(DateTimeOffset.UnixEpoch.AddYears(60));
        await using var app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions
        {
            Clock = clock,
            Settings = new Dictionary<string, string> { ["library.upload_expiry_hours"] = "2", ["library.max_open_uploads"] = "2", ["library.rescan_minutes"] = "0" },
        });
        var file = TusClient.NewPicture();
        var old = await app.Client.BeginAsync(file.Length, "old.png");
        (await app.Client.PatchAsync(old, "0", file[..100])).Dispose();
        clock.Advance(TimeSpan.FromMinutes(90));
        var young = await app.Client.BeginAsync(file.Length, "young.png");
        (await app.Client.PatchAsync(young, "0", file[..200])).Dispose();
        using (var third = await app.Client.CreateAsync(file.Length, ("filename", "third.png")))
        {
            third.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            (await third.CodeAsync()).ShouldBe("upload_limit");
        }

        var uploads = Path.Combine(app.DataDirectory, "uploads");
        await File.WriteAllTextAsync(Path.Combine(uploads, "upl_zzz.part"), "nobody's");
        clock.Advance(TimeSpan.FromMinutes(45));
        using (var expired = await app.Client.HeadAsync(old))
        {
            expired.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        clock.Advance(TimeSpan.FromHours(1));
        await Eventually.HoldsAsync(() => Directory.EnumerateFiles(uploads).Select(Path.GetFileName).SequenceEqual([$"{young.Split('/')[^1]}.part"]));
        (await app.Client.OffsetAsync(young)).ShouldBe(200);

        // A row whose file is lost begins anew; a file without a row goes at the next start.
        await app.RestartAsync(() =>
        {
            File.Move(Path.Combine(uploads, $"{young.Split('/')[^1]}.part"), Path.Combine(uploads, "upl_yyy.part"));
            return Task.CompletedTask;
        });
        await Eventually.HoldsAsync(() => !Directory.EnumerateFiles(uploads).Any());
        (await app.Client.OffsetAsync(young)).ShouldBe(0);
    }

    [Fact]
    public async Task What_the_disk_has_no_room_for_is_not_begun()
    {
        await using var app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions { Settings = new Dictionary<string, string> { ["library.upload_reserve_mb"] = "10000000" } });
        using var response = await app.Client.CreateAsync(1000, ("filename", "a.png"));
        ((int)response.StatusCode).ShouldBe(507);
        (await response.CodeAsync()).ShouldBe("storage_full");

        // Nor are documents taken, and nothing is left of them.
        ((string?)(await app.Client.SendDocumentAsync(HttpStatusCode.InsufficientStorage, "%PDF-1.7\n"u8.ToArray()))["code"]).ShouldBe("storage_full");
        Directory.EnumerateFileSystemEntries(Path.Combine(app.DataDirectory, "documents")).ShouldBeEmpty();

        // Nor is what would be painted taken in.
        using var form = new MultipartFormDataContent { { new StringContent("a cat"), "prompt" } };
        using var painting = await app.Client.PostAsync("/api/v1/generate", form);
        (await painting.CodeAsync()).ShouldBe("storage_full");
    }
}
