using Limner.Testing;
using Limner.Testing.Models;
using Limner.Testing.Pictures;
using Limner.Testing.Processes;
using Microsoft.Playwright;

namespace Limner.EndToEnd.Tests;

/// <summary>A server with ten pictures and a model server on the loopback, and a browser.</summary>
public sealed class DescribedPictures : IAsyncLifetime
{
    public const int Pictures = 10;
    private readonly TemporaryDirectory _data = new();
    private readonly TemporaryDirectory _home = new();
    private LimnerProcess? _server;

    public Browser Browser { get; } = new();

    public FakeOllama Ollama { get; private set; } = null!;

    public LimnerClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await Browser.InitializeAsync();
        Ollama = await FakeOllama.StartAsync();
        _server = await LimnerProcess.StartAsync(_data.FullName, environment: new Dictionary<string, string>(LimnerProcess.WithoutModels)
        {
            ["OLLAMA_SERVER"] = Ollama.Address,
            ["OLLAMA_MODEL"] = FakeOllama.Model,
            ["OLLAMA_BREAK_SECONDS"] = "1",
        });
        Client = await LimnerClient.SignInAsync(_server.Address);
        var directory = Directory.CreateDirectory(_home.Combine("Pictures")).FullName;
        for (var number = 0; number < Pictures; number++)
        {
            ManyPictures.Place(Path.Combine(directory, $"picture {number}.png"), ManyPictures.Gradient(number));
        }

        var folder = await Client.AddFolderAsync(directory);
        await Client.WaitForJobAsync(folder.GetProperty("active_job").GetProperty("id").GetString()!, LimnerClient.IsFinished, TimeSpan.FromMinutes(1));
    }

    public async Task<WatchedPage> OpenAsync(int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Dark)
    {
        var watched = await Browser.OpenAsync(_server!.Address, width, height, scheme);
        var answer = await watched.Page.APIRequest.PostAsync("/api/v1/session", new() { DataObject = new { user_name = LimnerClient.UserName, password = LimnerClient.Password } });
        answer.Status.ShouldBe(200, await answer.TextAsync());
        return watched;
    }

    public async Task DisposeAsync()
    {
        await Browser.DisposeAsync();
        Client.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        await Ollama.DisposeAsync();
        _data.Dispose();
        _home.Dispose();
    }
}
