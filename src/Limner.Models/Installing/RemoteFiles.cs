using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Limner.Kernel.Errors;
using Limner.Safety.Outbound;
using Limner.Safety.Paths;

namespace Limner.Models.Installing;

/// <summary>What a server says of a file before it sends it.</summary>
/// <param name="Sha256">Null when it does not say.</param>
/// <param name="Commit">Of the repository, when it says.</param>
internal sealed record RemoteFile(long Size, string? Sha256, string? Commit);

/// <summary>
/// Asks for files and fetches them piece by piece, going on where it was after a break. Speaks HTTP as Hugging Face does (<c>X-Linked-Size</c>, <c>X-Linked-Etag</c>, which
/// for large files is their SHA-256, and <c>X-Repo-Commit</c> in the answer that sends on to the storage), and works with any server that knows ranges, or knows none.
/// </summary>
internal sealed class RemoteFiles(OutboundHttp outbound, TimeProvider clock)
{
    private const int TriesWithoutProgress = 4;
    private const int BufferSize = 1 << 17;

    /// <summary>How long a server may be silent while it sends.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    /// <summary>After so long without a byte whoever watches is told how far it is.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Learns size, SHA-256 and commit.</summary>
    /// <exception cref="LimnerException"><c>download_refused</c>, <c>download_failed</c>, <c>outbound_refused</c>.</exception>
    public async Task<RemoteFile> AskAsync(Uri address, CancellationToken cancellation)
    {
        string? commit = null;
        try
        {
            for (var hop = 0; hop < 5; hop++)
            {
                using var response = await SendAsync(HttpMethod.Head, address, request => request.Options.Set(OutboundHttp.KeepRedirect, true), cancellation);
                var redirect = (int)response.StatusCode is >= 300 and < 400;
                if (!redirect)
                {
                    Check(response, address);
                }

                commit ??= Commit(Header(response, "X-Repo-Commit")); // said by the first answer, and not again by what that sends on to
                var size = Header(response, "X-Linked-Size") is { } text && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var linked) ? linked
                    : redirect ? null : response.Content.Headers.ContentLength;
                if (size is { } known)
                {
                    return new RemoteFile(known, Sha256In(Header(response, "X-Linked-Etag") ?? response.Headers.ETag?.Tag), commit);
                }

                var next = redirect && response.Headers.Location is { } location
                    ? new Uri(address, location)
                    : throw new LimnerException(ErrorCatalogue.DownloadRefused, $"{address.Host} does not say how large {address.AbsolutePath} is");
                address = address.Scheme == Uri.UriSchemeHttps && next.Scheme != Uri.UriSchemeHttps
                    ? throw new LimnerException(ErrorCatalogue.OutboundRefused, $"{address.Host} leads from https to {next.Scheme}.")
                    : next;
            }
        }
        catch (Exception broken) when (IsBreak(broken, cancellation))
        {
            throw new LimnerException(ErrorCatalogue.DownloadFailed, $"{address.Host}: {broken.Message}", broken);
        }

        throw new LimnerException(ErrorCatalogue.DownloadRefused, $"{address.Host} sends on without end");
    }

    /// <summary>Fetches what of a file is not there yet. When it returns, the file has the size that was announced and is on the disk; what is in it is for the caller to check.</summary>
    /// <param name="path">Of the growing file.</param>
    /// <param name="size">As announced.</param>
    /// <param name="tag">The server's name for the version of which there is a part, if it gave one; changed to that of what comes.</param>
    /// <param name="grown">Told the length after each piece; after a new beginning it is smaller than before.</param>
    /// <exception cref="LimnerException">
    /// <c>download_refused</c>, <c>download_failed</c> (it broke several times without getting further), <c>download_mismatch</c> (another length), <c>storage_full</c>,
    /// <c>outbound_refused</c>.
    /// </exception>
    public async Task FetchAsync(Uri address, string path, long size, FileTag tag, Func<long, Task> grown, CancellationToken cancellation)
    {
        await using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0, useAsync: true);
        if (file.Length > size)
        {
            file.SetLength(0);
        }

        for (var tries = 0; file.Length < size || size == 0;)
        {
            var before = file.Length;
            try
            {
                await FetchRestAsync(address, file, size, tag, grown, cancellation);
                if (file.Length == size)
                {
                    break;
                }

                throw new IOException("the connection ended early");
            }
            catch (Exception broken) when (IsBreak(broken, cancellation))
            {
                tries = file.Length > before ? 0 : tries + 1;
                if (tries >= TriesWithoutProgress)
                {
                    throw new LimnerException(ErrorCatalogue.DownloadFailed, $"{address.Host}: {broken.Message}", broken);
                }

                await Task.Delay(TimeSpan.FromSeconds(tries == 0 ? 0.2 : 1 << tries), clock, cancellation);
            }
        }

        Store(() => file.Flush(flushToDisk: true));
    }

    private async Task FetchRestAsync(Uri address, FileStream file, long size, FileTag tag, Func<long, Task> grown, CancellationToken cancellation)
    {
        var offset = file.Length;
        using var response = await SendAsync(
            HttpMethod.Get,
            address,
            request =>
            {
                if (offset > 0)
                {
                    request.Headers.Range = new RangeHeaderValue(offset, null);
                    request.Headers.IfRange = tag.Value is { } known ? new RangeConditionHeaderValue(known) : null;
                }
            },
            cancellation);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && offset > 0)
        {
            await RestartAsync(file, tag, grown);
            return;
        }

        Check(response, address);
        var arriving = response.Headers.ETag is { IsWeak: false } strong ? strong.Tag : null;
        if (response.StatusCode == HttpStatusCode.PartialContent)
        {
            var range = response.Content.Headers.ContentRange;
            if (offset == 0 || range?.From != offset || (range.Length is { } whole && whole != size))
            {
                throw new LimnerException(ErrorCatalogue.DownloadMismatch, $"{address.Host} was asked for bytes from {offset} of {size} and answers {range}");
            }

            if (tag.Value is not null && arriving is not null && arriving != tag.Value)
            {
                await RestartAsync(file, tag, grown); // It is another version, and the server does not know If-Range.
                return;
            }
        }
        else if (offset > 0)
        {
            await RestartAsync(file, tag, grown); // All of it comes again: it changed, or the server knows no ranges.
            offset = 0;
        }

        tag.Value = arriving;
        if (response.Content.Headers.ContentLength is { } length && length != size - offset)
        {
            throw new LimnerException(ErrorCatalogue.DownloadMismatch, $"{address.Host} announced {size - offset} bytes and sends {length}");
        }

        if (response.Content.Headers.ContentEncoding.Count > 0)
        {
            throw new LimnerException(ErrorCatalogue.DownloadRefused, $"{address.Host} sends the file encoded as {string.Join(", ", response.Content.Headers.ContentEncoding)}");
        }

        await CopyAsync(response, file, size, address, grown, cancellation);
    }

    private async Task CopyAsync(HttpResponseMessage response, FileStream file, long size, Uri address, Func<long, Task> grown, CancellationToken cancellation)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        file.Position = file.Length;
        var buffer = new byte[BufferSize];
        while (true)
        {
            using var silence = new CancellationTokenSource(Silence, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, silence.Token);
            int read;
            try
            {
                var reading = body.ReadAsync(buffer, either.Token).AsTask();
                if (!reading.IsCompleted && !await EndsWithinAsync(reading, Pause, cancellation))
                {
                    await grown(file.Position); // nothing comes at the moment: what has come is said all the same
                }

                read = await reading;
            }
            catch (OperationCanceledException stalled) when (silence.IsCancellationRequested && !cancellation.IsCancellationRequested)
            {
                throw new IOException($"nothing came for {Silence.TotalSeconds} seconds", stalled);
            }

            if (read == 0)
            {
                return;
            }

            if (file.Position + read > size)
            {
                throw new LimnerException(ErrorCatalogue.DownloadMismatch, $"{address.Host} announced {size} bytes and sends more");
            }

            await StoreAsync(async () => await file.WriteAsync(buffer.AsMemory(0, read), cancellation));
            await grown(file.Position);
        }
    }

    private async Task<bool> EndsWithinAsync(Task task, TimeSpan limit, CancellationToken cancellation)
    {
        try
        {
            await task.WaitAsync(limit, clock, cancellation);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static async Task RestartAsync(FileStream file, FileTag tag, Func<long, Task> grown)
    {
        tag.Value = null;
        file.SetLength(0);
        await grown(0);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri address, Action<HttpRequestMessage> prepare, CancellationToken cancellation)
    {
        using var client = outbound.CreateClient();
        using var request = new HttpRequestMessage(method, address);
        request.Headers.UserAgent.ParseAdd("Limner");
        request.Headers.AcceptEncoding.ParseAdd("identity"); // lengths and ranges are those of the file itself
        prepare(request);
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (LimnerException refused) when (refused.Failure.Error == ErrorCatalogue.OutboundRefused)
        {
            throw new LimnerException(ErrorCatalogue.OutboundRefused, $"{refused.Failure.Detail} The setting is models.download_hosts.", refused);
        }
    }

    private static void Check(HttpResponseMessage response, Uri address)
    {
        var status = (int)response.StatusCode;
        if (status is 200 or 206)
        {
            return;
        }

        throw status is 408 or 425 or 429 or >= 500
            ? new LimnerException(ErrorCatalogue.DownloadFailed, $"{address.Host} answers {status}")
            : new LimnerException(ErrorCatalogue.DownloadRefused, $"{address.Host} answers {status} for {address.AbsolutePath}");
    }

    /// <summary>Whether it is the way there that broke, after which it is worth while to go on; a client's own time limit looks like a cancellation.</summary>
    private static bool IsBreak(Exception exception, CancellationToken cancellation)
        => exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested);

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.First() : null;

    /// <summary>The SHA-256 in an entity tag; null when the tag is another thing, as for small files, where it is Git's SHA-1.</summary>
    private static string? Sha256In(string? tag) => tag?.Trim('"') is { Length: 64 } hash && hash.All(char.IsAsciiHexDigit) ? hash.ToLowerInvariant() : null;

    private static string? Commit(string? text) => text is { Length: 40 } && text.All(char.IsAsciiHexDigit) ? text.ToLowerInvariant() : null;

    private static void Store(Action write)
    {
        try
        {
            write();
        }
        catch (IOException failure)
        {
            throw new LimnerException(NotStored(failure), failure);
        }
    }

    private static async Task StoreAsync(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (IOException failure)
        {
            throw new LimnerException(NotStored(failure), failure);
        }
    }

    /// <summary>The disk's failures are not the server's: trying again at once would not mend them.</summary>
    private static Failure NotStored(IOException failure) => FilePlacing.IsFull(failure) ? ErrorCatalogue.StorageFull.With(null) : ErrorCatalogue.FolderReadOnly.With(failure.Message);
}

/// <summary>A server's name for one version of a file (a strong entity tag).</summary>
internal sealed class FileTag
{
    public string? Value { get; set; }
}
