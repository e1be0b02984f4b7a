using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Limner.Host.Cli;
using Limner.Host.Tests.Upload;
using Limner.Kernel.Errors;
using Limner.Testing;

namespace Limner.Host.Tests.Security;

/// <summary>
/// Sends what no client would to every route of the API document, whichever there are: one thing is wrong at a time, all else fits. Whatever
/// comes of it, it is never the server's failure, and a refusal is a problem document that gives nothing away.
/// </summary>
public sealed class BadInputTests(BadInputTests.Server server) : IClassFixture<BadInputTests.Server>
{
    private static readonly string Long = new('a', 100_000);

    private static readonly JsonNode DocumentFile = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "docs", "openapi", "v1.json")))!;

    /// <summary>As they stand in an address.</summary>
    private static readonly string[] InAddresses =
    [
        "..%2f..%2f..%2fetc%2fpasswd", "%2e%2e%2f", "%2fetc%2fpasswd", "C:%5CWindows%5Csystem.ini", "%5C%5Cserver%5Cshare", "%00", "a%00.jpg", "%ff%fe", "%ED%A0%80", "%0d%0aX-Injected:%201",
        "-1", "99999999999999999999999999", "'%20OR%201=1%20--", "%22%20OR%20*", "%7B%7B7*7%7D%7D", "%3Cscript%3Ealert(1)%3C%2Fscript%3E", "%E2%80%AE", "img_zzzzzzzzzzzzz", "fld_", "NaN", new string('a', 3500),
    ];

    private static readonly JsonNode?[] InBodies =
    [
        "../../../etc/passwd", "/etc/passwd", "\\\\server\\share", "C:\\Windows\\system.ini", "a\0b", "\0", "\u202e", "\r\nX-Injected: 1", "", " ", Long, "<script>alert(1)</script>", "'; DROP TABLE users; --",
        -1, long.MaxValue, 1e308, true, null, new JsonArray(), new JsonArray(default(JsonNode)), new JsonArray(new JsonArray()), new JsonObject(), new JsonObject { ["$ref"] = "x" },
    ];

    public static TheoryData<string> Operations { get; } = [.. Document().Select(operation => operation.Name)];

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Nothing_in_an_address_is_more_than_a_refusal(string operation)
    {
        var (_, method, path, node) = Find(operation);
        foreach (var parameter in node["parameters"]?.AsArray() ?? [])
        {
            var name = (string)parameter!["name"]!;
            foreach (var bad in InAddresses)
            {
                var address = (string)parameter["in"]! == "path" ? server.Fill(path, name, bad) : $"{server.Fill(path)}?{name}={bad}&{name}={bad}";
                await ExpectAsync(operation, method, address, Body(node) is { } body ? Json(body.ToJsonString()) : null);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Nothing_in_a_field_is_more_than_a_refusal(string operation)
    {
        var (_, method, path, node) = Find(operation);
        if (Body(node) is not { } sample)
        {
            return;
        }

        var address = server.Fill(path);
        foreach (var field in sample.Select(pair => pair.Key).ToList())
        {
            foreach (var bad in InBodies)
            {
                var body = sample.DeepClone().AsObject();
                body[field] = bad?.DeepClone();
                await ExpectAsync(operation, method, address, Json(body.ToJsonString()));
            }
        }

        var unknown = sample.DeepClone().AsObject();
        unknown["no_such_field"] = 1;
        var refused = await ExpectAsync(operation, method, address, Json(unknown.ToJsonString()));
        ((string?)refused!["field"]).ShouldBe("no_such_field", operation);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task No_body_is_more_than_a_refusal(string operation)
    {
        var (_, method, path, node) = Find(operation);
        if (Body(node) is not { } sample)
        {
            return;
        }

        var address = server.Fill(path);
        foreach (var text in new[] { "", "null", "[]", "{", "\"x\"", "1", "{}x", "{\"a\":1,}", string.Concat(Enumerable.Repeat("[", 5000)), string.Concat(Enumerable.Repeat("{\"a\":", 5000)), "{\"a\":\"\\ud800\"}" })
        {
            (await ExpectAsync(operation, method, address, Json(text))).ShouldNotBeNull($"{operation} {text[..Math.Min(text.Length, 20)]}");
        }

        (await ExpectAsync(operation, method, address, Bytes([0xff, 0xfe, 0x00, 0x01], "application/json"))).ShouldNotBeNull();
        var tooMuch = operation is "POST /api/v1/vocabulary/import" or "POST /api/v1/generate" ? 17 << 20 : 2_000_000;
        ((string?)(await ExpectAsync(operation, method, address, Json($"{{\"a\":\"{new string('a', tooMuch)}\"}}")))!["code"]).ShouldBe("payload_too_large", operation);
        var fitting = Encoding.UTF8.GetBytes(sample.ToJsonString());
        foreach (var type in new[] { "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml", "text/html", "image/jpeg", "nonsense" })
        {
            // Pictures to begin with are sent as a form: JSON is none.
            var code = operation == "POST /api/v1/generate" && type.StartsWith("multipart", StringComparison.Ordinal) ? "validation" : "media_type_unsupported";
            ((string?)(await ExpectAsync(operation, method, address, Bytes(fitting, type)))!["code"]).ShouldBe(code, $"{operation} {type}");
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task No_forged_or_expired_credential_is_more_than_a_refusal(string operation)
    {
        var (_, method, path, node) = Find(operation);
        foreach (var (name, value) in new[]
        {
            ("Cookie", "limner_session=garbage"), ("Cookie", $"limner_session={new string('A', 4000)}"), ("Cookie", "limner_session="), ("Authorization", "Bearer"), ("Authorization", "Bearer eyJhbGciOiJub25lIn0.e30."),
            ("Authorization", $"Bearer {server.RevokedKey}"), ("X-Api-Key", server.RevokedKey), ("X-Api-Key", "\u00ff\u00fe"), ("Cookie", server.EndedCookie),
        })
        {
            await ExpectAsync(operation, method, server.Fill(path), Body(node) is { } body ? Json(body.ToJsonString()) : null, server.Stranger, (name, value));
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_length_that_lies_or_headers_without_end_are_refused_by_the_connection(string operation)
    {
        var (_, method, path, _) = Find(operation);
        var start = $"{method} {server.Fill(path)} HTTP/1.1\r\nHost: {server.App.Address.Authority}\r\nOrigin: {server.App.Origin}\r\nCookie: {server.EndedCookie}\r\nContent-Type: application/json\r\n";
        foreach (var rest in new[]
        {
            "Content-Length: 500\r\n\r\n{}", "Content-Length: -1\r\n\r\n{}", "Content-Length: many\r\n\r\n{}", "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}",
            "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", $"X-Long: {new string('a', 50_000)}\r\n\r\n", "Bad Header\r\n\r\n", "X: \0\r\n\r\n",
        })
        {
            var answer = await RawRequest.SendAsync(server.App.Address, start + rest);
            answer.ShouldNotStartWith("HTTP/1.1 5", customMessage: $"{operation} {rest[..Math.Min(rest.Length, 40)]}");
            ExpectNothingGivenAway(answer, operation);
        }
    }

    /// <summary>A list of values with commas is no value, and no name is taken for one that it merely resembles.</summary>
    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_field_with_a_fixed_set_of_values_takes_those_and_no_others(string operation)
    {
        var (_, method, path, node) = Find(operation);
        if (Body(node) is not { } sample)
        {
            return;
        }

        foreach (var (field, values, set) in FixedFields(node["requestBody"]!["content"]!["application/json"]!["schema"]!))
        {
            foreach (var bad in new JsonNode[] { $"{values[0]},{values[^1]}", $"{values[^1]}, {values[0]}", $"{values[0]},", values[0].ToUpperInvariant(), char.ToUpperInvariant(values[0][0]) + values[0][1..], $" {values[0]}", $"{values[0]} ", "", "0", 0 })
            {
                var body = sample.DeepClone().AsObject();
                set(body, bad);
                var refused = await ExpectAsync(operation, method, server.Fill(path), Json(body.ToJsonString()));
                refused.ShouldNotBeNull($"{operation} {field} {bad}");
                ((string?)refused["code"]).ShouldBe("validation", $"{operation} {field} {bad}");
                ((string?)refused["field"]).ShouldBe(field, $"{operation} {bad}");
            }
        }
    }

    [Fact]
    public void Fields_with_a_fixed_set_of_values_are_found()
        => Document().Where(operation => Body(operation.Node) is not null)
            .SelectMany(operation => FixedFields(operation.Node["requestBody"]!["content"]!["application/json"]!["schema"]!).Select(found => $"{operation.Name} {found.Field}"))
            .ShouldBe(
                [
                    "POST /api/v1/albums sort", "PATCH /api/v1/albums/{id} sort", "PUT /api/v1/albums/{id}/shares everyone", "PUT /api/v1/albums/{id}/shares people[0].access",
                    "PUT /api/v1/folders/{id}/shares everyone", "PUT /api/v1/folders/{id}/shares people[0].access", "POST /api/v1/invitations role", "PATCH /api/v1/users/{id} role", "POST /api/v1/images/bulk actions[0].kind",
                    "POST /api/v1/vocabulary/import format", "POST /api/v1/review items[0].verdict", "POST /api/v1/duplicates/resolve kind", "POST /api/v1/duplicates/resolve keep", "POST /api/v1/search mode",
                    "POST /api/v1/saved-searches mode", "PATCH /api/v1/saved-searches/{id} mode",
                    "POST /api/v1/generate preset", "POST /api/v1/rag/generate preset", "POST /api/v1/rag/generate mode", "POST /api/v1/generations/bulk action",
                    "POST /api/v1/documents/{id}/read engine", "POST /api/v1/documents/{id}/pages/{number}/read engine",
                ],
                ignoreOrder: true);

    private async Task<JsonObject?> ExpectAsync(string operation, HttpMethod method, string address, HttpContent? content, HttpClient? client = null, (string Name, string Value)? header = null)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        if (header is { } given)
        {
            request.Headers.TryAddWithoutValidation(given.Name, given.Value);
        }

        // The server refuses what is too large before it is sent, and would else cut off who sends it all the same.
        request.Headers.ExpectContinue = content?.Headers.ContentLength > 1024 * 1024;

        // From nobody who is trusted: they change nothing.
        request.Headers.Add("X-Forwarded-For", "203.0.113.1");
        request.Headers.Add("X-Forwarded-Host", "evil.example");
        request.Headers.Add("X-Original-URL", "/api/v1/users");
        using var response = await (client ?? server.App.Client).SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var what = $"{operation} {address[..Math.Min(address.Length, 200)]} {header}: {(int)response.StatusCode} {text[..Math.Min(text.Length, 500)]}";
        ((int)response.StatusCode).ShouldBeLessThan(500, what);
        if ((int)response.StatusCode < 400)
        {
            return null;
        }

        if (text.Length == 0 && !response.Headers.Contains("X-Content-Type-Options"))
        {
            // Refused by the connection, before there was a request that anything could answer.
            ((int)response.StatusCode).ShouldBeOneOf([400, 414, 431], what);
            return null;
        }

        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", what);
        var problem = JsonNode.Parse(text)!.AsObject();
        ErrorCatalogue.All.ContainsKey((string)problem["code"]!).ShouldBeTrue(what);
        ExpectNothingGivenAway(text, what);
        return problem;
    }

    private void ExpectNothingGivenAway(string text, string what)
    {
        text.ShouldNotContain(server.App.Directory.FullName, Case.Sensitive, what);
        foreach (var inside in new[] { "   at ", "Exception", "System.", "Microsoft.", "SQLite", "Limner.", "SELECT " })
        {
            text.ShouldNotContain(inside, Case.Sensitive, what);
        }
    }

    private static List<(string Name, HttpMethod Method, string Path, JsonNode Node)> Document()
    {
        var document = DocumentFile.DeepClone();
        return [.. document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(method =>
            ($"{method.Key.ToUpperInvariant()} {path.Key}", new HttpMethod(method.Key.ToUpperInvariant()), path.Key, Resolve(document, method.Value!))))];
    }

    private static (string Name, HttpMethod Method, string Path, JsonNode Node) Find(string operation) => Document().Single(known => known.Name == operation);

    /// <summary>The operation with the schema of its body in place of the reference to it.</summary>
    private static JsonNode Resolve(JsonNode document, JsonNode operation)
    {
        if ((string?)operation["requestBody"]?["content"]?["application/json"]?["schema"]?["$ref"] is { } reference)
        {
            operation["requestBody"]!["content"]!["application/json"]!["schema"] = document["components"]!["schemas"]![reference.Split('/')[^1]]!.DeepClone();
        }

        return operation;
    }

    /// <summary>A body of the right types: what it says is still nothing that anybody has.</summary>
    private static JsonObject? Body(JsonNode operation)
    {
        if (operation["requestBody"]?["content"]?["application/json"]?["schema"]?["properties"]?.AsObject() is not { } properties)
        {
            return null;
        }

        var body = new JsonObject();
        foreach (var (name, schema) in properties)
        {
            if (Values(schema!) is { } values && name != "role")
            {
                body[name] = values[0];
                continue;
            }

            var type = schema?["type"] is JsonArray several ? (string?)several.First(one => (string?)one != "null") : (string?)schema?["type"];
            body[name] = (name, type) switch
            {
                ("role", _) => "viewer",
                ("scopes", _) => new JsonArray("read"),
                (_, "string") when (string?)schema!["format"] == "date-time" => "2099-01-01T00:00:00Z",
                (_, "string") => $"not {name} of anything",
                (_, "boolean") => false,
                (_, "integer" or "number") => 1,
                (_, "array") => new JsonArray(),

                // One that may be left out is a choice with null.
                (_, null) when schema?["$ref"] is not null => new JsonObject(),
                _ => null,
            };
        }

        return body;
    }

    /// <summary>The body's fields of an enum's type, and those of the objects in its lists: how the refusal names them, the values, how to put something there.</summary>
    private static IEnumerable<(string Field, List<string> Values, Action<JsonObject, JsonNode> Set)> FixedFields(JsonNode schema)
    {
        foreach (var (name, property) in schema["properties"]!.AsObject())
        {
            if (Values(property!) is { } values)
            {
                yield return (name, values, (body, value) => body[name] = value.DeepClone());
            }
            else if ((string?)property!["items"]?["$ref"] is { } reference && Component(reference)["properties"]?.AsObject() is { } inner)
            {
                foreach (var (innerName, innerProperty) in inner)
                {
                    if (Values(innerProperty!) is { } innerValues)
                    {
                        yield return ($"{name}[0].{innerName}", innerValues, (body, value) => body[name] = new JsonArray(new JsonObject { [innerName] = value.DeepClone() }));
                    }
                }
            }
        }
    }

    private static List<string>? Values(JsonNode property)
    {
        if (property["enum"] is JsonArray inPlace)
        {
            // One with a default is written in its place.
            return [.. inPlace.Select(value => (string?)value).OfType<string>()];
        }

        var references = (property["oneOf"]?.AsArray() ?? [property.DeepClone()]).Select(one => (string?)one!["$ref"]).OfType<string>();
        return references.Select(reference => Component(reference)["enum"]).OfType<JsonArray>().Select(values => values.Select(value => (string)value!).ToList()).FirstOrDefault();
    }

    private static JsonNode Component(string reference) => DocumentFile["components"]!["schemas"]![reference.Split('/')[^1]]!;

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static ByteArrayContent Bytes(byte[] bytes, string contentType)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return content;
    }

    /// <summary>A server with one of everything that has an id.</summary>
    public sealed class Server : IAsyncLifetime
    {
        private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);

        public LimnerApp App { get; private set; } = null!;

        public HttpClient Stranger { get; private set; } = null!;

        public string RevokedKey { get; private set; } = "";

        public string EndedCookie { get; private set; } = "";

        /// <summary>The address with ids that there are, but for one parameter.</summary>
        public string Fill(string path, string? parameter = null, string? value = null)
        {
            foreach (var name in path.Split('{').Skip(1).Select(part => part.Split('}')[0]))
            {
                // An operation that takes away what it names gets a name of nothing: the next one needs it.
                path = path.Replace($"{{{name}}}", name == parameter ? value : _ids.GetValueOrDefault($"{path.Split('/')[3]}/{name}") ?? _ids.GetValueOrDefault(name) ?? "nothing", StringComparison.Ordinal);
            }

            return path;
        }

        public async Task InitializeAsync()
        {
            App = await LimnerApp.StartSignedInAsync(new LimnerAppOptions
            {
                // The limits have tests of their own; here everything must get through to what it is meant for.
                Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["security.enable_rate_limiting"] = "false" },
            });
            var pictures = Directory.CreateDirectory(App.Directory.Combine("pictures")).FullName;
            File.Copy(Path.Combine(Repository.Samples, "At home", "Coffee break.jpg"), Path.Combine(pictures, "coffee.jpg"));
            var folder = (string)(await App.AddFolderAsync(pictures))["id"]!;
            var scanned = await App.WaitUntilAsync($"/api/v1/folders/{folder}", answer => answer["active_job"] is null && answer["last_scan_at"] is not null, seconds: 60);
            using (await App.InviteAsync("bob"))
            {
                _ids["users/id"] = (string)(await App.GetAsync("/api/v1/users"))["items"]!.AsArray().Single(user => (string)user!["user_name"]! == "bob")!["id"]!;
            }

            _ids["folders/id"] = folder;
            _ids["albums/id"] = (string)(await App.SendAsync(HttpMethod.Post, "/api/v1/albums", new { name = "Summer" }, HttpStatusCode.Created))["id"]!;
            _ids["bulk-edits/id"] = (string)(await App.SendAsync(HttpMethod.Post, "/api/v1/images/bulk", new { image_ids = Array.Empty<string>(), actions = new[] { new { kind = "favourite" } } }, HttpStatusCode.OK))["id"]!;
            _ids["duplicates/id"] = "dup_1";
            _ids["images/id"] = (string)scanned["cover_image_ids"]![0]!;
            _ids["jobs/id"] = (string)(await App.GetAsync("/api/v1/jobs"))["items"]![0]!["id"]!;
            _ids["uploads/id"] = (await App.Client.BeginAsync(1000, "a.png")).Split('/')[^1];
            _ids["queues/kind"] = (string)(await App.GetAsync("/api/v1/queues"))["items"]![0]!["kind"]!;
            _ids["name"] = "a%20tag";
            _ids["documents/number"] = "1";
            _ids["generations/number"] = "0";

            var key = await App.SendAsync(HttpMethod.Post, "/api/v1/api-keys", new { name = "ended", scopes = new[] { "read" } }, HttpStatusCode.Created);
            RevokedKey = (string)key["key"]!;
            await App.SendAsync(HttpMethod.Delete, $"/api/v1/api-keys/{key["api_key"]!["id"]}", body: null, HttpStatusCode.NoContent);
            var cookies = new CookieContainer();
            using (var ended = await App.SignInAsync(LimnerApp.UserName, cookies: cookies))
            {
                EndedCookie = cookies.GetCookieHeader(App.Address);
                await ended.SendAsync(HttpMethod.Delete, "/api/v1/session", body: null, HttpStatusCode.NoContent);
            }

            Stranger = new HttpClient(new SocketsHttpHandler { UseCookies = false, RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1 }) { BaseAddress = App.Address };
            Stranger.DefaultRequestHeaders.Add("Origin", App.Origin);
        }

        public async Task DisposeAsync()
        {
            Stranger.Dispose();
            await App.DisposeAsync();
        }
    }
}
