using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Limner.Testing.Models;

/// <summary>A request for bytes as it arrived.</summary>
/// <param name="From">Where the range begins; null: all was asked for.</param>
public sealed record HubRequest(string Path, long? From, string? IfRange);

/// <summary>
/// A real HTTP server on the loopback that hands out repositories as Hugging Face does (<c>/OWNER/NAME/resolve/REVISION/PATH</c>, size and SHA-256 of large files in
/// the headers of HEAD, the commit, ranges), and misbehaves on demand.
/// </summary>
public sealed class FakeHub : IAsyncDisposable
{
    /// <summary>The picture encoder of <see cref="AddClip"/>.</summary>
    public const string ClipVision = "Xenova/clip-vit-base-patch32/onnx/vision_model.onnx";

    /// <summary>The text encoder of <see cref="AddClip"/>.</summary>
    public const string ClipText = "Xenova/clip-vit-base-patch32/onnx/text_model.onnx";

    public const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<HubRequest> _requests = new();
    private readonly ConcurrentDictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    private FakeHub(WebApplication app) => _app = app;

    public string Address { get; private set; } = "";

    /// <summary>Every GET, in the order of arrival.</summary>
    public IReadOnlyList<HubRequest> Requests => [.. _requests];

    /// <summary>The next so many answers for this file break after <see cref="BreakAfter"/> bytes of the body.</summary>
    public (string Path, int Times) Break { get; set; } = ("", 0);

    public int BreakAfter { get; set; }

    /// <summary>Awaited before a line breaks, with the length that was sent: a line that is torn takes with it what the other side has not read yet.</summary>
    public Func<long, Task> BeforeBreak { get; set; } = _ => Task.CompletedTask;

    /// <summary>After how many bytes an answer for a file stands still until <see cref="GoOn"/>; 0: it does not.</summary>
    public int HoldAfter { get; set; }

    /// <summary>The file that <see cref="HoldAfter"/> is about.</summary>
    public string HoldPath { get; set; } = "";

    /// <summary>Ends the waiting of <see cref="HoldAfter"/>, for good.</summary>
    public TaskCompletionSource GoOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What HEAD says, where it is not the truth; by path.</summary>
    public ConcurrentDictionary<string, (long? Size, string? Sha256)> Lies { get; } = new(StringComparer.Ordinal);

    /// <summary>Bytes sent in the place of a file's own, of whatever length: the headers say the length of these; by path.</summary>
    public ConcurrentDictionary<string, byte[]> Swapped { get; } = new(StringComparer.Ordinal);

    /// <summary>Ranges are answered with all of it.</summary>
    public bool IgnoresRanges { get; set; }

    /// <summary>The body has no length and no end.</summary>
    public bool NeverEnds { get; set; }

    /// <summary>Every GET is sent on to there, with its path.</summary>
    public string? RedirectTo { get; set; }

    /// <summary>Every request is answered with this, if it is not 0.</summary>
    public int Status { get; set; }

    public static async Task<FakeHub> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "fake-hub" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MinResponseDataRate = null);
        var app = builder.Build();
        var hub = new FakeHub(app);
        app.Run(hub.AnswerAsync);
        await app.StartAsync();
        hub.Address = app.Urls.First();
        return hub;
    }

    /// <param name="path"><c>OWNER/NAME/PATH</c>, without the revision.</param>
    public void Add(string path, byte[] content) => _files[path] = content;

    /// <summary>Adds what the catalogue's <c>clip-vit-b32</c> is made of: whole as far as anybody looks who does not run it.</summary>
    public void AddClip(int visionSize, int textSize)
    {
        Add(ClipVision, Onnx(visionSize, 1));
        Add(ClipText, Onnx(textSize, 2));
        foreach (var name in new[] { "tokenizer.json", "config.json", "preprocessor_config.json" })
        {
            Add($"Xenova/clip-vit-base-patch32/{name}", "{}"u8.ToArray());
        }
    }

    /// <summary>An ONNX file of this size: a graph without nodes, and a long comment.</summary>
    /// <param name="location">Where one of its constants is kept; null: it has none.</param>
    public static byte[] Onnx(int size, byte filling, string? location = null)
    {
        byte[] constant = location is null ? [] : Field(5, [.. Field(8, "w"u8), .. Field(13, [.. Field(1, "location"u8), .. Field(2, Encoding.UTF8.GetBytes(location))]), 14 << 3, 1]);
        byte[] head = [1 << 3, 7, .. Field(7, constant)];
        var comment = Enumerable.Repeat(filling, size).ToArray();
        var tooLong = head.Length + Field(6, comment).Length - size;
        return [.. head, .. Field(6, comment.AsSpan(..^tooLong))];
    }

    public async ValueTask DisposeAsync()
    {
        GoOn.TrySetResult();
        await _app.DisposeAsync();
    }

    /// <summary>A protobuf field of bytes.</summary>
    private static byte[] Field(int number, ReadOnlySpan<byte> content)
    {
        List<byte> bytes = [(byte)((number << 3) | 2)];
        var length = content.Length;
        for (; length >= 0x80; length >>= 7)
        {
            bytes.Add((byte)(length | 0x80));
        }

        return [.. bytes, (byte)length, .. content];
    }

    private async Task AnswerAsync(HttpContext http)
    {
        try
        {
            var parts = http.Request.Path.Value!.Trim('/').Split('/');
            var path = parts.Length > 4 && parts[2] == "resolve" ? string.Join('/', parts.Take(2).Concat(parts.Skip(4))) : "";
            if (Status != 0 || !_files.TryGetValue(path, out var content))
            {
                http.Response.StatusCode = Status != 0 ? Status : 404;
                return;
            }

            if (http.Request.Method == "HEAD")
            {
                var lie = Lies.GetValueOrDefault(path);
                http.Response.Headers["X-Repo-Commit"] = Commit;
                http.Response.Headers["X-Linked-Size"] = (lie.Size ?? content.Length).ToString(CultureInfo.InvariantCulture);
                if (path.EndsWith(".onnx", StringComparison.Ordinal))
                {
                    http.Response.Headers["X-Linked-Etag"] = $"\"{lie.Sha256 ?? Convert.ToHexStringLower(SHA256.HashData(content))}\"";
                }

                // As for large files there: who asks is sent on, and told in the same answer what the file is.
                http.Response.StatusCode = 302;
                http.Response.Headers.Location = $"https://storage.example/{path}";
                return;
            }

            await SendAsync(http, path, content);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // Whoever asked has gone.
        }
    }

    private async Task SendAsync(HttpContext http, string path, byte[] content)
    {
        var from = RangeHeaderValue.TryParse(http.Request.Headers.Range, out var range) ? range.Ranges.Single().From : null;
        var ifRange = http.Request.Headers.IfRange.ToString();
        _requests.Enqueue(new HubRequest(path, from, ifRange.Length == 0 ? null : ifRange));
        if (RedirectTo is { } elsewhere)
        {
            http.Response.Redirect(elsewhere + http.Request.Path);
            return;
        }

        content = Swapped.GetValueOrDefault(path) ?? content;
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}\"";
        http.Response.Headers.ETag = tag;
        var begin = from is { } offset && !IgnoresRanges && (ifRange.Length == 0 || ifRange == tag) ? (int)offset : 0;
        if (begin > 0)
        {
            http.Response.StatusCode = 206;
            http.Response.Headers.ContentRange = $"bytes {begin}-{content.Length - 1}/{content.Length}";
        }

        if (NeverEnds)
        {
            var noise = new byte[1 << 16];
            while (true)
            {
                await http.Response.Body.WriteAsync(noise, http.RequestAborted);
            }
        }

        http.Response.ContentLength = content.Length - begin;
        var end = content.Length;
        var breaks = Break.Path == path && Break.Times > 0;
        if (breaks)
        {
            Break = Break with { Times = Break.Times - 1 };
            end = Math.Min(end, begin + BreakAfter);
        }

        if (HoldPath == path && HoldAfter > begin && HoldAfter < end)
        {
            await WriteAsync(http, content.AsMemory(begin..HoldAfter));
            begin = HoldAfter;
            await GoOn.Task.WaitAsync(http.RequestAborted);
        }

        await WriteAsync(http, content.AsMemory(begin..end));
        if (breaks)
        {
            await BeforeBreak(end);
            http.Abort();
        }
    }

    private static async Task WriteAsync(HttpContext http, ReadOnlyMemory<byte> bytes)
    {
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }
}
