using System.Collections.Concurrent;
using System.Text.Json;
using Limner.Testing;
using Microsoft.Playwright;

namespace Limner.EndToEnd.Tests;

/// <summary>A page that remembers everything that went wrong in it: console errors, exceptions, failed and refused requests.</summary>
public sealed class WatchedPage : IAsyncDisposable
{
    private static readonly Lazy<Task<string>> Axe = new(() => File.ReadAllTextAsync(Path.Combine(Repository.Root, "e2e", "node_modules", "axe-core", "axe.min.js")));
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentQueue<(string Method, string Path, int Status)> _expected = new();

    public WatchedPage(IPage page)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            // The browser repeats a refused request as a console error; the response itself is judged below.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                _faults.Enqueue($"console: {message.Text} ({message.Location})");
            }
        };
        page.PageError += (_, error) => _faults.Enqueue($"exception: {error}");
        page.RequestFailed += (_, request) =>
        {
            // A thumbnail scrolled out of sight, or a page left, takes its requests with it.
            if (request.Failure != "net::ERR_ABORTED")
            {
                _faults.Enqueue($"request: {request.Method} {request.Url}: {request.Failure}");
            }
        };
        page.Response += (_, response) =>
        {
            if (response.Status >= 400 && !IsExpected(response))
            {
                _faults.Enqueue($"response: {response.Request.Method} {response.Url}: {response.Status}");
            }
        };
    }

    public IPage Page { get; }

    /// <summary>Answers of this status to such requests, whose path begins so, are part of the story.</summary>
    public void Expects(string method, string path, int status) => _expected.Enqueue((method, path, status));

    /// <summary>As a page just opened: nothing is remembered of what went wrong or was expected, nothing is kept in the browser but the session.</summary>
    public async Task BeginAnewAsync(int width, int height, ColorScheme scheme)
    {
        await Page.EvaluateAsync("localStorage.clear(); sessionStorage.clear()");
        await Page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        await Page.SetViewportSizeAsync(width, height);
        _faults.Clear();
        _expected.Clear();
    }

    /// <summary>Fails when anything went wrong in the page so far.</summary>
    public void ShouldHaveNoFaults() => _faults.ShouldBeEmpty();

    /// <summary>Waits for a quiet page, then writes its picture to artifacts/screenshots.</summary>
    public async Task ScreenshotAsync(string name)
    {
        await Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await Page.EvaluateAsync("document.fonts.ready");
        await HavePicturesAsync();
        await Page.ScreenshotAsync(new() { Path = Browser.ScreenshotPath(name), Animations = ScreenshotAnimations.Disabled });
    }

    /// <summary>The same page in another window size and colour scheme, as when a telephone is turned or evening comes.</summary>
    public async Task TurnAsync(int width, int height, ColorScheme scheme)
    {
        await Page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        await Page.SetViewportSizeAsync(width, height);
        await HavePicturesAsync();
    }

    /// <summary>Fails when axe-core (WCAG 2.2 A and AA, and its best practices) finds a serious or critical violation.</summary>
    public async Task ShouldBeAccessibleAsync()
    {
        // Evaluated, not added as a script: the page's content security policy refuses strangers. Half a megabyte, once for each document.
        if (!await Page.EvaluateAsync<bool>("'axe' in window"))
        {
            await Page.EvaluateAsync($"{await Axe.Value}; undefined");
        }

        var result = await Page.EvaluateAsync<JsonElement>("axe.run(document, { resultTypes: ['violations'] })");
        var violations = result.GetProperty("violations").EnumerateArray()
            .Where(violation => violation.GetProperty("impact").GetString() is "serious" or "critical")
            .Select(Describe);
        violations.ShouldBeEmpty($"{Page.Url}");
        result.GetProperty("passes").GetArrayLength().ShouldBeGreaterThan(0, "axe must have looked at something");
    }

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();

    private Task HavePicturesAsync() => Page.WaitForFunctionAsync("() => [...document.images].every(image => image.complete || image.loading === 'lazy')");

    /// <summary>Before anybody is signed in, the client asks who it is and is told 401.</summary>
    private bool IsExpected(IResponse response)
    {
        var (method, path) = (response.Request.Method, new Uri(response.Url).AbsolutePath);
        return (response.Status == 401 && method == "GET" && path == "/api/v1/me")
            || _expected.Any(expected => expected.Status == response.Status && expected.Method == method && path.StartsWith(expected.Path, StringComparison.Ordinal));
    }

    private static string Describe(JsonElement violation)
    {
        var nodes = violation.GetProperty("nodes").EnumerateArray()
            .Select(node => $"{node.GetProperty("html").GetString()} ({node.GetProperty("failureSummary").GetString()})");
        return $"{violation.GetProperty("id").GetString()}: {violation.GetProperty("help").GetString()}: {string.Join("; ", nodes)}";
    }
}
