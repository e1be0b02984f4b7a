using System.Text.Json;
using Limner.Documents.Tests;
using Limner.Testing;
using Limner.Testing.Processes;

namespace Limner.Recovery.Tests;

/// <summary>A server killed in the middle of a long document.</summary>
public sealed class KilledDocumentTests
{
    private const int Pages = 12;

    [Fact]
    public async Task A_document_goes_on_at_the_page_it_was_at()
    {
        using var directory = new TemporaryDirectory();
        var papers = directory.Combine("papers");
        Directory.CreateDirectory(papers);
        await File.WriteAllBytesAsync(
            Path.Combine(papers, "long.pdf"), SmallPdf.Write([.. Enumerable.Range(1, Pages).Select(page => ("/MediaBox [0 0 612 792]", SmallPdf.Line($"Page {page} says this", 72, 600, size: 20)))]));
        var data = directory.Combine("data");
        string document;
        List<string> before;
        await using (var server = await LimnerProcess.StartAsync(data))
        {
            using var client = await LimnerClient.SignInAsync(server.Address);
            await client.PostAsync("folders", new { path = papers });
            document = await UntilAsync(async () => (await client.GetAsync("documents")).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()).FirstOrDefault());

            // Recognition takes long enough to be killed in the middle of it.
            await client.PostAsync($"documents/{document}/read", new { anew = true, engine = "ocr", language = "eng", dpi = 60 });
            before = await UntilAsync(async () => Read(await client.GetAsync($"documents/{document}")) is { Count: >= 3 } read ? read : null);
            await server.KillAsync();
        }

        await using (var server = await LimnerProcess.StartAsync(data))
        {
            using var client = await LimnerClient.SignInAsync(server.Address);
            var after = await UntilAsync(async () =>
            {
                var details = await client.GetAsync($"documents/{document}");
                return details.GetProperty("document").GetProperty("state").GetString() == "read" ? Read(details) : null;
            });
            Assert.Equal(Pages, after.Count);
            Assert.Equal(before, after[..before.Count]);
        }
    }

    /// <summary>When the pages were read, up to the first that is not.</summary>
    private static List<string> Read(JsonElement details)
        => [.. details.GetProperty("pages").EnumerateArray().TakeWhile(page => page.GetProperty("state").GetString() == "read").Select(page => page.GetProperty("read_at").GetString()!)];

    private static async Task<T> UntilAsync<T>(Func<Task<T?>> ask)
        where T : class
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            if (await ask() is { } found)
            {
                return found;
            }

            Assert.False(limit.IsCancellationRequested, "it never came to that");
            await Task.Delay(20, CancellationToken.None);
        }
    }
}
