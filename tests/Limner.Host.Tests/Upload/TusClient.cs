using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Limner.Testing.Pictures;

namespace Limner.Host.Tests.Upload;

/// <summary>Speaks tus as it is written down, and lies where a test says so.</summary>
internal static class TusClient
{
    public const string Uploads = "/api/v1/uploads";

    /// <summary>A picture of some size that no other test sends.</summary>
    public static byte[] NewPicture(int width = 96, int height = 64) => ManyPictures.Gradient(RandomNumberGenerator.GetInt32(int.MaxValue), width, height);

    public static string Metadata(params (string Key, string? Value)[] pairs)
        => string.Join(',', pairs.Where(pair => pair.Value is not null).Select(pair => $"{pair.Key} {Convert.ToBase64String(Encoding.UTF8.GetBytes(pair.Value!))}"));

    public static HttpRequestMessage Request(HttpMethod method, string address, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.Add("Tus-Resumable", "1.0.0");
        foreach (var (name, value) in headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    public static HttpRequestMessage WithPart(this HttpRequestMessage request, HttpContent content, string type = "application/offset+octet-stream")
    {
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        request.Content = content;
        return request;
    }

    public static async Task<HttpResponseMessage> CreateAsync(this HttpClient who, long length, params (string Key, string? Value)[] metadata)
        => await who.SendAsync(Request(HttpMethod.Post, Uploads, ("Upload-Length", Text(length)), ("Upload-Metadata", Metadata(metadata))));

    /// <returns>The upload's address.</returns>
    public static async Task<string> BeginAsync(this HttpClient who, long length, string name, string? folder = null)
    {
        using var response = await who.CreateAsync(length, ("filename", name), ("folder", folder));
        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        return response.Headers.Location!.ToString();
    }

    public static Task<HttpResponseMessage> PatchAsync(this HttpClient who, string address, string offset, byte[] part, params (string Name, string Value)[] headers)
        => who.SendAsync(Request(HttpMethod.Patch, address, [("Upload-Offset", offset), .. headers]).WithPart(new ByteArrayContent(part)));

    public static Task<HttpResponseMessage> HeadAsync(this HttpClient who, string address) => who.SendAsync(Request(HttpMethod.Head, address));

    public static async Task<long> OffsetAsync(this HttpClient who, string address)
    {
        using var response = await who.HeadAsync(address);
        response.IsSuccessStatusCode.ShouldBeTrue(response.StatusCode.ToString());
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        return long.Parse(response.Header("Upload-Offset")!, CultureInfo.InvariantCulture);
    }

    /// <summary>Sends a whole file in one request.</summary>
    /// <returns>What became of it.</returns>
    public static async Task<JsonObject> SendFileAsync(this HttpClient who, byte[] file, params (string Key, string? Value)[] metadata)
    {
        using var response = await who.SendAsync(
            Request(HttpMethod.Post, Uploads, ("Upload-Length", Text(file.Length)), ("Upload-Metadata", Metadata(metadata))).WithPart(new ByteArrayContent(file)));
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.Created, text);
        return JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>The upload, once its picture has been read.</summary>
    public static Task<JsonObject> ReadAsync(this HttpClient who, string address)
        => Eventually.FindAsync(() => who.SendAsync(HttpMethod.Get, address, null, HttpStatusCode.OK), upload => (string?)upload["image_id"] is not null || upload["error"] is not null);

    public static string? Header(this HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.Single() : null;

    public static async Task<string?> CodeAsync(this HttpResponseMessage response) => (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["code"];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A body that begins, and goes on when the test lets it; or never.</summary>
internal sealed class HeldContent(byte[] first, byte[] rest, bool isLengthKnown = true) : HttpContent
{
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _go.TrySetResult();

    public void Break() => _go.TrySetException(new IOException("The line went dead."));

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(first);
        await stream.FlushAsync();
        await _go.Task;
        await stream.WriteAsync(rest);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = first.Length + rest.Length;
        return isLengthKnown;
    }
}
