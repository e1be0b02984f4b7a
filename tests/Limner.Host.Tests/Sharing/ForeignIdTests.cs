using System.Net;
using System.Text.Json.Nodes;
using Limner.Documents.Tests;
using Limner.Host.Tests.Documents;
using Limner.Host.Tests.Painting;
using Limner.Host.Tests.Upload;
using Microsoft.Data.Sqlite;

namespace Limner.Host.Tests.Sharing;

public sealed class ForeignIdTests
{
    /// <summary>What a route is sent besides its id; most take nothing.</summary>
    private static readonly Dictionary<string, object> Bodies = new(StringComparer.Ordinal)
    {
        ["PATCH /api/v1/images/{id}"] = new { title = "mine" },
        ["PATCH /api/v1/folders/{id}"] = new { name = "Mine" },
        ["PUT /api/v1/folders/{id}/documents"] = new { read = true },
        ["POST /api/v1/documents/{id}/read"] = new { },
        ["POST /api/v1/documents/{id}/pages/{number}/read"] = new { },
        ["PUT /api/v1/folders/{id}/shares"] = new { everyone = "view" },
        ["PATCH /api/v1/albums/{id}"] = new { name = "Mine" },
        ["POST /api/v1/albums/{id}/images"] = new { image_ids = new[] { "img_1" } },
        ["POST /api/v1/albums/{id}/images/remove"] = new { image_ids = new[] { "img_1" } },
        ["POST /api/v1/albums/{id}/images/move"] = new { image_ids = new[] { "img_1" } },
        ["PUT /api/v1/albums/{id}/shares"] = new { everyone = "view" },
        ["POST /api/v1/duplicates/{id}/decisions"] = new { keep = new[] { "img_1", "img_2" } },
        ["PUT /api/v1/images/{id}/marks"] = new { favourite = true },
        ["POST /api/v1/models/{id}/download"] = new { accept_licence = "MIT" },
        ["PATCH /api/v1/users/{id}"] = new { role = "viewer" },
        ["POST /api/v1/users/{id}/reset"] = new { },
        ["PUT /api/v1/prompts/{id}"] = new { name = "Mine", text = "What is it?", language = "English" },
        ["PATCH /api/v1/saved-searches/{id}"] = new { name = "Mine" },
        ["PATCH /api/v1/description-runs/{id}"] = new { priority = 1 },
        ["PATCH /api/v1/tags/{id}"] = new { name = "mine" },
        ["PUT /api/v1/vocabulary/tags/{id}/synonyms"] = new { synonyms = Array.Empty<string>() },
    };

    [Fact]
    public async Task An_id_of_somebody_elses_is_answered_like_one_that_nobody_has_on_every_route()
    {
        var house = new Household();
        await house.InitializeAsync();
        try
        {
            // Ben sees something of Ada's, so that nothing is told apart merely because he sees nothing at all.
            await house.ShareAsync(house.Holiday, people: (house.BensId, "view"));
            var key = await house.Ada.SendAsync(HttpMethod.Post, "/api/v1/api-keys", new { name = "backup", scopes = new[] { "read" } }, HttpStatusCode.Created);
            await house.Ada.SendAsync(HttpMethod.Put, $"/api/v1/images/{house.Private}/tags/court", null, HttpStatusCode.NoContent);
            var album = await house.Ada.SendAsync(HttpMethod.Post, "/api/v1/albums", new { name = "Secret" }, HttpStatusCode.Created);
            var edit = await house.Ada.SendAsync(HttpMethod.Post, "/api/v1/images/bulk", new { image_ids = new[] { house.Private }, actions = new[] { new { kind = "favourite" } } }, HttpStatusCode.OK);
            var invitation = await house.Ada.SendAsync(HttpMethod.Post, "/api/v1/invitations", new { role = "member" }, HttpStatusCode.Created);
            var trashed = await Household.IdOfAsync(house.Ada, "beach.png");
            await house.Ada.SendAsync(HttpMethod.Delete, $"/api/v1/images/{trashed}", null, HttpStatusCode.NoContent);
            var tag = (string)(await Household.GetAsync(house.Ada, $"images/{house.Private}/tags"))["items"]![0]!["id"]!;
            var operation = await house.Ada.SendAsync(HttpMethod.Patch, $"/api/v1/tags/{tag}", new { name = "tennis court" }, HttpStatusCode.OK);
            var prompt = await house.Ada.SendAsync(HttpMethod.Post, "/api/v1/prompts", new { name = "Hers", text = "What is it?", language = "English" }, HttpStatusCode.Created);
            var search = await house.Ada.SendAsync(HttpMethod.Post, "/api/v1/saved-searches", new { name = "Court", filter = new { q = "tag:court" } }, HttpStatusCode.Created);
            var sent = await house.Ada.SendDocumentAsync(SmallPdf.Write([("/MediaBox [0 0 200 200]", SmallPdf.Line("Hers", 20, 100))]));
            await DescribeAsync(house);
            var foreign = new Dictionary<string, (string Foreign, string Missing)>(StringComparer.Ordinal)
            {
                ["folders"] = (house.Divorce, "fld_zzzz"),
                ["albums"] = ((string)album["id"]!, "alb_zzzz"),
                ["saved-searches"] = ((string)search["id"]!, "sav_zzzz"),
                ["documents"] = ((string)sent["document"]!["id"]!, "doc_zzzz"),
                ["bulk-edits"] = ((string)edit["id"]!, "edt_zzzz"),
                ["duplicates"] = ("dup_6", "dup_zzzz"),
                ["images"] = (house.Private, "img_zzzz"),
                ["trash"] = (trashed, "img_zzzz"),
                ["jobs"] = ((string)(await Household.GetAsync(house.Ada, "jobs"))["items"]![0]!["id"]!, "job_zzzz"),
                ["api-keys"] = ((string)key["api_key"]!["id"]!, "key_zzzz"),
                ["me"] = ((string)(await Household.GetAsync(house.Ada, "me/sessions"))["items"]![0]!["id"]!, "0123456789abcdef"),
                ["uploads"] = ((await house.Ada.BeginAsync(1000, "hers.png")).Split('/')[^1], "upl_zzzz"),
                ["models"] = ("clip-vit-b32", "no-such-model"),
                ["users"] = (await house.Ada.MyIdAsync(), "usr_zzzz"),
                ["invitations"] = ((string)invitation["invitation"]!["id"]!, "inv_zzzz"),
                ["tags"] = (tag, "tag_zzzz"),
                ["tags/operations"] = ((string)operation["id"]!, "tgo_zzzz"),
                ["vocabulary"] = (tag, "tag_zzzz"),
                ["prompts"] = ((string)prompt["id"]!, "prm_zzzz"),
                ["description-runs"] = ("run_1", "run_zzzz"),
                ["generations"] = (await PlantedGeneration.PlaceAsync(house.App, LimnerApp.UserName), "gen_zzzz"),
                ["description-trials"] = ("tri_1", "tri_zzzz"),
            };
            var document = JsonNode.Parse(await house.Ada.GetStringAsync("/openapi/v1.json"))!["paths"]!.AsObject();
            var tried = 0;
            foreach (var (path, operations) in document.Where(path => path.Key.Contains("{id}", StringComparison.Ordinal)))
            {
                // A route of a new kind has to say here which of its ids are whose.
                var kind = path.StartsWith("/api/v1/tags/operations/", StringComparison.Ordinal) ? "tags/operations" : path.Split('/')[3];
                foreign.ShouldContainKey(kind, path);
                var ids = foreign[kind];
                foreach (var method in operations!.AsObject().Select(operation => operation.Key.ToUpperInvariant()))
                {
                    Bodies.TryGetValue($"{method} {path}", out var body);
                    string Filled(string id) => path.Replace("{id}", id, StringComparison.Ordinal).Replace("{tag_id}", tag, StringComparison.Ordinal).Replace("{name}", "sand", StringComparison.Ordinal).Replace("{file_id}", "fil_1", StringComparison.Ordinal).Replace("{number}", path.Contains("/generations/", StringComparison.Ordinal) ? "0" : "1", StringComparison.Ordinal).Replace("{element}", "e1", StringComparison.Ordinal);
                    var answer = await Household.AnswerAsync(house.Ben, new HttpMethod(method), Filled(ids.Foreign), body);
                    answer.ShouldBe(await Household.AnswerAsync(house.Ben, new HttpMethod(method), Filled(ids.Missing), body), $"{method} {path}");
                    new[] { "404", "403" }.ShouldContain(answer[..3], $"{method} {path}");
                    tried++;
                }
            }

            tried.ShouldBeGreaterThan(15);
        }
        finally
        {
            await house.DisposeAsync();
        }
    }

    /// <summary>A run and a trial of Ada's as a model would have left them: there is none here.</summary>
    private static async Task DescribeAsync(Household house)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(house.App.DataDirectory, "limner.db")};Pooling=False");
        await connection.OpenAsync();
        await using var insert = connection.CreateCommand();
        insert.CommandText =
            """
            INSERT INTO description_runs (id, owner_id, model, prompt_version_id, state, origin, image_count, created_at, updated_at)
            SELECT 1, id, 'ollama:test', 1, 'paused', 'manual', 0, 0, 0 FROM users WHERE user_name = 'ada';
            INSERT INTO description_trials (id, owner_id, created_at) SELECT 1, id, 0 FROM users WHERE user_name = 'ada';
            """;
        (await insert.ExecuteNonQueryAsync()).ShouldBe(2);

        // All her pictures are one group: dup_6 is led by the first of them, at a threshold of six bits.
        insert.CommandText =
            """
            INSERT OR REPLACE INTO duplicate_places (image_id, content_id, perceptual_hash, version)
            SELECT images.id, contents.id, contents.perceptual_hash, 1 FROM images JOIN contents ON contents.id = images.content_id;
            INSERT OR REPLACE INTO duplicate_members (image_id, kind, leader_id, owner_id) SELECT id, 'near6', 1, owner_id FROM images;
            """;
        (await insert.ExecuteNonQueryAsync()).ShouldBeGreaterThan(3);
    }
}
