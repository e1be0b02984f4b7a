using System.Net;
using Limner.Documents.Tests;

namespace Limner.Host.Tests.Documents;

/// <summary>Puts another program in the place of the one that opens documents: nobody else in this process may read any meanwhile.</summary>
[Collection(nameof(HangingProgramTests))]
[CollectionDefinition(nameof(HangingProgramTests), DisableParallelization = true)]
public sealed class HangingProgramTests
{
    /// <summary>Tells this process's own sleepers from those of others.</summary>
    private static readonly string Seconds = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{1_000_000 + Environment.ProcessId}");

    [Fact]
    public async Task A_reading_that_hangs_is_cancelled_at_once_leaves_no_program_and_goes_on_later()
    {
        await using var app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions { Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["tagging.detect_objects"] = "false" } });
        var path = Environment.GetEnvironmentVariable("PATH");
        var programs = app.Directory.Combine("programs");
        Directory.CreateDirectory(programs);
        var stub = Path.Combine(programs, "pdfinfo");
        await File.WriteAllTextAsync(stub, $"#!/bin/sh\nexec sleep {Seconds}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(stub, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        string id;
        try
        {
            Environment.SetEnvironmentVariable("PATH", $"{programs}:{path}");
            id = (string)(await app.Client.SendDocumentAsync(SmallPdf.Write(("/MediaBox [0 0 612 792]", SmallPdf.Line("Patience", 72, 600)))))["document"]!["id"]!;
            await Eventually.HoldsAsync(() => Sleepers().Count == 1);
            await app.Client.SendAsync(HttpMethod.Post, $"/api/v1/documents/{id}/cancel", null, HttpStatusCode.OK);
            var document = await app.Client.EndedAsync(id);
            ((string?)document["state"], document["error"]).ShouldBe(("cancelled", null));
            await Eventually.HoldsAsync(() => Sleepers().Count == 0);
        }
        finally
        {
            Environment.SetEnvironmentVariable("PATH", path);
        }

        await app.Client.SendAsync(HttpMethod.Post, $"/api/v1/documents/{id}/read", new { }, HttpStatusCode.Accepted);
        ((string?)(await app.Client.EndedAsync(id))["state"]).ShouldBe("read");
    }

    private static List<int> Sleepers()
        => [.. Directory.EnumerateDirectories("/proc").Select(path => int.TryParse(Path.GetFileName(path), out var id) ? id : 0).Where(id => id > 0 && CommandOf(id) == $"sleep\0{Seconds}\0")];

    private static string CommandOf(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
