using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Limner.Testing;
using Limner.Testing.Pictures;
using Limner.Testing.Processes;

namespace Limner.Recovery.Tests;

/// <summary>
/// A server killed with SIGKILL while files are sent to it, again and again: whoever goes on from the offset that is told ends with the same bytes, each file is
/// in the library once, and nothing is left lying about.
/// </summary>
public sealed class KilledUploadTests : IDisposable
{
    private const int Files = 24;
    private const int Kills = 4;
    private readonly TemporaryDirectory _data = new();
    private readonly TemporaryDirectory _pictures = new();

    [Fact]
    public async Task Uploads_whose_server_is_killed_are_gone_on_with_and_stored_once()
    {
        var files = Enumerable.Range(0, Files).Select(number => (Name: $"picture {number}.png", Bytes: ManyPictures.Gradient(number, 300, 200))).ToList();
        var addresses = new string?[Files];
        string folder = "";
        for (var kill = 0; kill <= Kills; kill++)
        {
            await using var server = await LimnerProcess.StartAsync(_data.FullName, environment: LimnerProcess.WithoutModels);
            using var owner = await LimnerClient.SignInAsync(server.Address);
            if (kill == 0)
            {
                folder = (await owner.AddFolderAsync(_pictures.FullName)).GetProperty("id").GetString()!;
            }

            using var tus = new HttpClient { BaseAddress = server.Address };
            tus.DefaultRequestHeaders.Add("Tus-Resumable", "1.0.0");
            tus.DefaultRequestHeaders.Add("X-Api-Key", (await owner.PostAsync("api-keys", new { name = $"sender {kill}", scopes = new[] { "write" } })).GetProperty("key").GetString());
            var last = kill == Kills;
            var sending = SendAllAsync(tus, folder, files, addresses);
            if (!last)
            {
                // Somewhere in the middle, at another point of a file's way each time.
                await Task.Delay(TimeSpan.FromMilliseconds(60 + (kill * 35)), CancellationToken.None);
                await server.KillAsync();
                await sending;
                continue;
            }

            (await sending).ShouldBeTrue();
            await ShouldBeWholeAsync(owner, folder, files);
            (await server.StopAsync()).ShouldBe(0, server.Output);
        }
    }

    public void Dispose()
    {
        _data.Dispose();
        _pictures.Dispose();
    }

    private async Task ShouldBeWholeAsync(LimnerClient owner, string folder, IReadOnlyList<(string Name, byte[] Bytes)> files)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        JsonElement state;
        do
        {
            await Task.Delay(50, deadline.Token);
            state = await owner.GetAsync($"folders/{folder}");
        }
        while (state.GetProperty("image_count").GetInt64() < Files);
        state.GetProperty("file_count").GetInt64().ShouldBe(Files);
        state.GetProperty("failure_count").GetInt64().ShouldBe(0);
        var onDisk = Directory.EnumerateFileSystemEntries(_pictures.FullName).Select(path => (Name: Path.GetFileName(path), Hash: Hash(File.ReadAllBytes(path))));
        onDisk.Order().ShouldBe(files.Select(file => (file.Name, Hash(file.Bytes))).Order(), "no litter, no second copy, no half file");
        Directory.EnumerateFiles(Path.Combine(_data.FullName, "uploads")).ShouldBeEmpty();
        (await owner.GetAllAsync("uploads")).Count(upload => upload.GetProperty("state").GetString() == "stored").ShouldBe(Files);
    }

    private static async Task<bool> SendAllAsync(HttpClient tus, string folder, IReadOnlyList<(string Name, byte[] Bytes)> files, string?[] addresses)
    {
        try
        {
            for (var number = 0; number < files.Count; number++)
            {
                addresses[number] ??= await CreateAsync(tus, folder, files[number]);
                await SendAsync(tus, addresses[number]!, files[number].Bytes);
            }

            return true;
        }
        catch (HttpRequestException exception) when (exception.StatusCode is null)
        {
            return false;
        }
    }

    private static async Task<string> CreateAsync(HttpClient tus, string folder, (string Name, byte[] Bytes) file)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/uploads");
        request.Headers.Add("Upload-Length", file.Bytes.Length.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("Upload-Metadata", $"filename {Base64(file.Name)},folder {Base64(folder)}");
        using var response = await tus.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return response.Headers.Location!.ToString();
    }

    /// <summary>In four parts from where the server says it stands.</summary>
    private static async Task SendAsync(HttpClient tus, string address, byte[] bytes)
    {
        var part = (bytes.Length + 3) / 4;
        while (await OffsetAsync(tus, address) is var offset && offset < bytes.Length)
        {
            using var request = new HttpRequestMessage(HttpMethod.Patch, address) { Content = new ByteArrayContent(bytes, (int)offset, Math.Min(part, bytes.Length - (int)offset)) };
            request.Headers.Add("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
            using var response = await tus.SendAsync(request);
            response.StatusCode.ShouldBe(HttpStatusCode.NoContent, await response.Content.ReadAsStringAsync());
        }

        // Ends what was cut off after the last byte; where nothing was, it changes nothing.
        using var finish = new HttpRequestMessage(HttpMethod.Patch, address) { Content = new ByteArrayContent([]) };
        finish.Headers.Add("Upload-Offset", bytes.Length.ToString(CultureInfo.InvariantCulture));
        finish.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        using var ended = await tus.SendAsync(finish);
        ended.StatusCode.ShouldBe(HttpStatusCode.NoContent, await ended.Content.ReadAsStringAsync());
    }

    private static async Task<long> OffsetAsync(HttpClient tus, string address)
    {
        using var response = await tus.SendAsync(new HttpRequestMessage(HttpMethod.Head, address));
        response.EnsureSuccessStatusCode();
        return long.Parse(response.Headers.GetValues("Upload-Offset").Single(), CultureInfo.InvariantCulture);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
