using System.Net;
using System.Text.Json.Nodes;
using Limner.Host.Tests.Sharing;
using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Storage;
using Limner.Tagging;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Host.Tests.Tagging;

/// <summary>The household, where a model can be made to say things of pictures.</summary>
public abstract class TaggedHousehold : IAsyncLifetime
{
    public const string Model = "ollama:llava";

    protected Household House { get; } = new();

    protected HttpClient Ada => House.Ada;

    protected HttpClient Ben => House.Ben;

    protected string Beach { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await House.InitializeAsync();
        Beach = await Household.IdOfAsync(Ada, "beach.png");
    }

    public Task DisposeAsync() => House.DisposeAsync();

    /// <summary>What a run of a vision model leaves; a word is written "dog .5".</summary>
    protected Task SayAsync(string image, params string[] words) => SayAsync(Model, image, words);

    protected async Task SayAsync(string model, string image, string[] words)
    {
        PublicId.TryParse(IdPrefixes.Image, image, out var id).ShouldBeTrue();
        var database = House.App.Services.GetRequiredService<IDatabase>();
        var tags = House.App.Services.GetRequiredService<IModelTags>();
        await database.WriteAsync(
            async (db, token) =>
            {
                var content = await db.Set<ImageRow>().Where(row => row.Id == id).Select(row => row.ContentId).SingleAsync(token);
                var said = words.Select(word => new SuggestedTag(word[..word.LastIndexOf(' ')], double.Parse(word[word.LastIndexOf(' ')..])));
                await tags.ReplaceAsync(db, model, [new ModelAnswer(id, content, [.. said])], token);
                await db.PublishAsync(new ImagesChanged([id]), token);
            },
            default);
    }

    /// <summary>The picture's tags as "name source", those of models with what is sure, in order.</summary>
    protected async Task<string[]> TagsAsync(string image)
        => [.. (await Household.GetAsync(Ada, $"images/{image}/tags"))["items"]!.AsArray().Select(tag => $"{tag!["name"]} {tag["source"]}").Order(StringComparer.Ordinal)];

    protected async Task<string> TagIdAsync(string name, HttpClient? who = null)
        => (string)(await Household.GetAsync(who ?? Ada, $"tags?q={name}&limit=500"))["items"]!.AsArray().Single(tag => (string)tag!["name"]! == name)!["id"]!;

    protected Task TagAsync(string image, string name) => Ada.SendAsync(HttpMethod.Put, $"/api/v1/images/{image}/tags/{name}", null, HttpStatusCode.NoContent);

    protected Task<JsonObject> PostAsync(string path, object body) => Ada.SendAsync(HttpMethod.Post, $"/api/v1/{path}", body, HttpStatusCode.OK);

    protected Task<JsonObject> UndoAsync(JsonObject operation) => Ada.SendAsync(HttpMethod.Post, $"/api/v1/tags/operations/{operation["id"]}/undo", null, HttpStatusCode.OK);
}
