using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Limner.Documents.Tests;
using Limner.Host.Tests.Documents;
using Limner.Host.Tests.Painting;
using Limner.Host.Tests.Upload;
using Limner.Testing.Pictures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Host.Tests.Security;

/// <summary>Who may do what, route by route. A route without a row in <see cref="RouteTable"/> fails here before anybody has to remember it.</summary>
public sealed partial class RouteTableTests
{
    [Fact]
    public async Task Every_route_has_a_row_and_every_row_a_route()
    {
        await using var app = await LimnerApp.StartAsync();
        var known = RouteTable.Rows.Select(row => row.Name).ToList();
        known.Distinct().Count().ShouldBe(known.Count);
        Routes(app).Except(known).ShouldBeEmpty();
        known.Except(Routes(app)).ShouldBeEmpty();
        (await DocumentedAsync(app)).Except(known).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_route_that_nobody_put_into_the_table_is_found()
    {
        await using var app = await LimnerApp.StartAsync(new LimnerAppOptions { MapMore = routes => routes.MapGet("/api/v1/planted", () => "secret") });
        Routes(app).Except(RouteTable.Rows.Select(row => row.Name)).ShouldBe(["GET /api/v1/planted"]);
    }

    /// <summary>The hub only tells; a method that a client may call would need a table of its own.</summary>
    [Fact]
    public async Task No_hub_has_a_method_to_call()
    {
        await using var app = await LimnerApp.StartAsync();
        var hubs = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.Select(endpoint => endpoint.Metadata.GetMetadata<HubMetadata>()?.HubType).OfType<Type>().Distinct().ToList();
        hubs.ShouldHaveSingleItem();
        hubs.SelectMany(hub => hub.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(method => method.GetBaseDefinition().DeclaringType == method.DeclaringType)
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_route_answers_everybody_as_the_table_says()
    {
        await using var app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions
        {
            // Some hundred requests from one address within seconds, wrong passwords among them.
            Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["security.enable_rate_limiting"] = "false" },
        });
        using var scene = await Scene.SetAsync(app);
        var differences = new List<string>();
        foreach (var row in RouteTable.Rows)
        {
            for (var actor = 0; actor < RouteTable.Actors.Length; actor++)
            {
                var answer = await scene.AskAsync(row, RouteTable.Actors[actor]);
                if (!Fits(row.Expected[actor], answer))
                {
                    differences.Add($"{row.Name} for {RouteTable.Actors[actor]}: {answer.Status} {answer.Code} instead of {row.Expected[actor]}");
                }
            }
        }

        differences.ShouldBeEmpty(string.Join('\n', differences));
    }

    private static bool Fits(string expected, Answer answer)
    {
        var parts = expected.Split(':');
        var code = parts is [_, var named] ? named : parts[0] switch
        {
            "401" => "authentication",
            "403" => "authorization",
            "404" => "not_found",
            _ => null,
        };
        return parts[0] == answer.Status.ToString(CultureInfo.InvariantCulture) && (code is "*" || code == answer.Code);
    }

    private static List<string> Routes(LimnerApp app)
        => [.. app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["*"])
                // HEAD is part of GET: the same endpoint under the same permission.
                .Where(method => method != "HEAD" || !endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Contains("GET", StringComparer.Ordinal))
                .Select(method => $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}"))
            .Distinct()];

    private static async Task<IReadOnlyList<string>> DocumentedAsync(LimnerApp app)
    {
        await app.SetUpAsync();
        var document = await app.GetAsync("/openapi/v1.json");
        return [.. document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(method => $"{method.Key.ToUpperInvariant()} {path.Key}"))];
    }

    private sealed record Answer(int Status, string? Code);

    /// <summary>The people, and what belongs to A.</summary>
    private sealed partial class Scene(LimnerApp app) : IDisposable
    {
        private readonly Dictionary<string, HttpClient> _clients = new(StringComparer.Ordinal);
        private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);
        private int _made;

        private HttpClient A => _clients["member A"];

        private HttpClient Administrator => _clients["administrator"];

        public static async Task<Scene> SetAsync(LimnerApp app)
        {
            var scene = new Scene(app);
            scene._clients["anonymous"] = app.NewClient();
            scene._clients["administrator"] = await app.SignInAsync(LimnerApp.UserName);
            scene._clients["member A"] = await app.InviteAsync("anna");
            scene._clients["member B"] = await app.InviteAsync("ben");
            scene._clients["viewer"] = await app.InviteAsync("vera", "viewer");
            scene._clients["disabled"] = await app.InviteAsync("dora");
            await app.SendAsync(HttpMethod.Patch, $"/api/v1/users/{await scene._clients["disabled"].MyIdAsync()}", new { disabled = true }, HttpStatusCode.OK);
            var key = await scene.A.SendAsync(HttpMethod.Post, "/api/v1/api-keys", new { name = "reader", scopes = new[] { "read" } }, HttpStatusCode.Created);
            scene._clients["A's read key"] = app.NewClient();
            scene._clients["A's read key"].DefaultRequestHeaders.Add("X-Api-Key", (string)key["key"]!);

            scene._ids["user"] = await scene.A.MyIdAsync();
            scene._ids["folder"] = await scene.MakeFolderAsync(scan: true);
            var found = await Eventually.FindAsync(
                () => scene.A.SendAsync(HttpMethod.Get, "/api/v1/images", null, HttpStatusCode.OK),
                page => page["items"]!.AsArray().Count == 1);
            scene._ids["image"] = (string)found["items"]![0]!["id"]!;
            var jobs = await Eventually.FindAsync(
                () => scene.A.SendAsync(HttpMethod.Get, "/api/v1/jobs", null, HttpStatusCode.OK),
                page => page["items"]!.AsArray().Any(job => (string?)job!["state"] == "succeeded"));
            scene._ids["job"] = (string)jobs["items"]!.AsArray().First(job => (string?)job!["state"] == "succeeded")!["id"]!;
            scene._ids["upload"] = await scene.MakeUploadAsync();
            scene._ids["generation"] = await PlantedGeneration.PlaceAsync(app, "anna");
            scene._ids["document"] = await scene.MakeDocumentAsync();
            await Eventually.FindAsync(
                () => scene.A.SendAsync(HttpMethod.Get, $"/api/v1/documents/{scene._ids["document"]}", null, HttpStatusCode.OK), answer => (string?)answer["document"]!["state"] == "read");
            return scene;
        }

        public async Task<Answer> AskAsync(RouteRow row, string actor)
        {
            using var own = row.Parameters == "own session" ? await NewSessionAsync(actor) : null;
            using var request = new HttpRequestMessage(HttpMethod.Parse(row.Method.TrimStart('*')), await AddressAsync(row));
            if (row.Body is not null)
            {
                request.Content = new StringContent(row.Body, Encoding.UTF8, "application/json");
            }

            using var response = await (own ?? _clients[actor]).SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            if (own is not null && await NewSessionAsync(actor) is { } next)
            {
                // The request may have ended the others as well.
                _clients[actor].Dispose();
                _clients[actor] = next;
            }

            var isProblem = response.Content.Headers.ContentType?.MediaType == "application/problem+json";
            return new Answer((int)response.StatusCode, isProblem ? (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["code"] : null);
        }

        public void Dispose()
        {
            foreach (var client in _clients.Values)
            {
                client.Dispose();
            }
        }

        private async Task<string> AddressAsync(RouteRow row)
        {
            var given = row.Parameters is "own session" ? [] : row.Parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var query = given.FirstOrDefault(value => value.StartsWith('?')) ?? "";
            var values = new Queue<string>();
            foreach (var name in given.Where(value => !value.StartsWith('?')))
            {
                values.Enqueue(await ValueAsync(name));
            }

            return Parameter().Replace(row.Pattern, _ => values.Dequeue()) + query;
        }

        private async Task<string> ValueAsync(string name) => name switch
        {
            "trashed" => await TrashAsync(),
            "folder+" => await MakeFolderAsync(scan: false),
            "upload+" => await MakeUploadAsync(),
            "document+" => await MakeDocumentAsync(),
            "album" or "album+" => await MakeAlbumAsync(),
            "search" or "search+" => (string)(await A.SendAsync(HttpMethod.Post, "/api/v1/saved-searches", new { name = "Dogs", filter = new { q = "tag:dog" } }, HttpStatusCode.Created))["id"]!,
            "edit+" => await MakeEditAsync(),
            "generation+" => await PlantedGeneration.PlaceAsync(app, "anna"),
            "prompt" or "prompt+" => (string)(await A.SendAsync(HttpMethod.Post, "/api/v1/prompts", new { name = "Mine", text = "What is it?", language = "English" }, HttpStatusCode.Created))["id"]!,
            "tag+" => await MakeTagAsync(),
            "operation+" => (string)(await A.SendAsync(HttpMethod.Patch, $"/api/v1/tags/{await MakeTagAsync()}", new { name = $"renamed{_made}" }, HttpStatusCode.OK))["id"]!,
            "key+" => (string)(await A.SendAsync(HttpMethod.Post, "/api/v1/api-keys", new { name = "another", scopes = new[] { "read" } }, HttpStatusCode.Created))["api_key"]!["id"]!,
            "session+" => await MakeSessionAsync(),
            "invitation+" => (string)(await Administrator.SendAsync(HttpMethod.Post, "/api/v1/invitations", new { role = "viewer" }, HttpStatusCode.Created))["invitation"]!["id"]!,
            _ => _ids.GetValueOrDefault(name, name),
        };

        /// <summary>The image, in A's trash unless it was purged already.</summary>
        private async Task<string> TrashAsync()
        {
            using var answer = await A.DeleteAsync($"/api/v1/images/{_ids["image"]}");
            return _ids["image"];
        }

        private async Task<string> MakeFolderAsync(bool scan)
        {
            var path = app.Directory.Combine($"folder-{++_made}");
            Directory.CreateDirectory(path);
            if (scan)
            {
                ManyPictures.Place(Path.Combine(path, "one.png"), ManyPictures.Gradient(1));
            }

            return (string)(await Administrator.SendAsync(HttpMethod.Post, "/api/v1/folders", new { path, owner_id = _ids["user"], scan }, HttpStatusCode.Created))["id"]!;
        }

        private async Task<string> MakeUploadAsync() => (await A.BeginAsync(1000, "one.png")).Split('/')[^1];

        private async Task<string> MakeDocumentAsync() => (string)(await A.SendDocumentAsync(SmallPdf.Write([("/MediaBox [0 0 200 200]", SmallPdf.Line("One line", 20, 100))])))["document"]!["id"]!;

        private async Task<string> MakeTagAsync()
        {
            var name = $"tag{++_made}";
            await A.SendAsync(HttpMethod.Put, $"/api/v1/images/{_ids["image"]}/tags/{name}", null, HttpStatusCode.NoContent);
            var tags = await A.SendAsync(HttpMethod.Get, $"/api/v1/images/{_ids["image"]}/tags", null, HttpStatusCode.OK);
            return (string)tags["items"]!.AsArray().Single(tag => (string?)tag!["name"] == name)!["id"]!;
        }

        private async Task<string> MakeAlbumAsync()
            => (string)(await A.SendAsync(HttpMethod.Post, "/api/v1/albums", new { name = "Summer" }, HttpStatusCode.Created))["id"]!;

        private async Task<string> MakeEditAsync()
            => (string)(await A.SendAsync(HttpMethod.Post, "/api/v1/images/bulk", new { image_ids = new[] { _ids["image"] }, actions = new[] { new { kind = "favourite" } } }, HttpStatusCode.OK))["id"]!;

        private async Task<string> MakeSessionAsync()
        {
            using var another = await app.SignInAsync("anna");
            var sessions = await another.SendAsync(HttpMethod.Get, "/api/v1/me/sessions", null, HttpStatusCode.OK);
            return (string)sessions["items"]!.AsArray().Single(session => (bool)session!["current"]!)!["id"]!;
        }

        /// <summary>For requests that end the session they come with.</summary>
        private async Task<HttpClient?> NewSessionAsync(string actor) => actor switch
        {
            "viewer" => await app.SignInAsync("vera"),
            "member A" => await app.SignInAsync("anna"),
            "member B" => await app.SignInAsync("ben"),
            "administrator" => await app.SignInAsync(LimnerApp.UserName),
            _ => null,
        };

        [GeneratedRegex(@"\{[A-Za-z_]+\}", RegexOptions.None, 1000)]
        private static partial Regex Parameter();
    }
}
