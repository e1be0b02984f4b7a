using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Limner.Kernel.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Limner.Host.Tests.Problems;

public sealed class ProblemTests(ProblemTests.Server server) : IClassFixture<ProblemTests.Server>
{
    private readonly LimnerApp _app = server.App;

    public enum Shade
    {
        Light,
        VeryDark,
    }

    public sealed record Sample(string FirstName, int Count, string? Note = null, Shade Shade = Shade.Light, IReadOnlyList<Sample>? Children = null);

    [Fact]
    public async Task A_named_failure_is_answered_with_everything_the_catalogue_knows()
    {
        var problem = await GetProblemAsync(_app, "/test/failure", HttpStatusCode.UnprocessableEntity);
        ((string?)problem["type"]).ShouldBe("/docs/errors#file_corrupt");
        ((string?)problem["code"]).ShouldBe("file_corrupt");
        ((string?)problem["title"]).ShouldBe(ErrorCatalogue.FileCorrupt.Title);
        ((string?)problem["remedy"]).ShouldBe(ErrorCatalogue.FileCorrupt.Remedy);
        ((string?)problem["detail"]).ShouldBe("at byte 7");
        ((int?)problem["status"]).ShouldBe(422);
        ((string?)problem["trace_id"]).ShouldNotBeNull().Length.ShouldBe(32);
        problem.ContainsKey("field").ShouldBeFalse();
    }

    [Fact]
    public async Task In_production_an_unexpected_failure_tells_nothing_but_where_to_look()
    {
        var problem = await GetProblemAsync(_app, "/test/bug", HttpStatusCode.InternalServerError);
        ((string?)problem["code"]).ShouldBe("internal");
        problem.ContainsKey("detail").ShouldBeFalse();
        problem.ToJsonString().ShouldNotContain("secret");
        var log = await ReadLogAsync(_app);
        log.ShouldContain((string)problem["trace_id"]!);
        log.ShouldContain("a secret detail");
    }

    [Fact]
    public async Task In_development_it_tells_the_details()
    {
        var options = new LimnerAppOptions { Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["general.environment"] = "development" }, MapMore = MapProvocations };
        await using var app = await LimnerApp.StartAsync(options);
        ((string?)(await GetProblemAsync(app, "/test/bug", HttpStatusCode.InternalServerError))["detail"]).ShouldNotBeNull().ShouldContain("a secret detail");
    }

    [Fact]
    public async Task A_client_that_leaves_is_no_error()
    {
        var arrived = new TaskCompletionSource();
        var left = new TaskCompletionSource();
        await using var app = await LimnerApp.StartAsync(new LimnerAppOptions
        {
            MapMore = routes => routes.MapGet("/test/slow", async (CancellationToken cancellation) =>
            {
                arrived.SetResult();
                try
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
                }
                finally
                {
                    left.SetResult();
                }
            }).AllowAnonymous(),
        });
        using var cancellation = new CancellationTokenSource();
        var request = app.Client.GetAsync("/test/slow", cancellation.Token);
        await arrived.Task;
        await cancellation.CancelAsync();
        await request.ShouldThrowAsync<OperationCanceledException>();
        await left.Task;
        await app.GetAsync("/health");
        (await ReadLogAsync(app)).ShouldNotContain("/test/slow");
    }

    [Theory]
    [InlineData("""{"first_name":"a","count":1,"colour":"blue"}""", "colour", "There is no such field.")]
    [InlineData("""{"first_name":"a"}""", "count", "The field is required.")]
    [InlineData("""{"first_name":null,"count":1}""", "first_name", "The field may not be null.")]
    [InlineData("""{"first_name":"a","count":"many"}""", "count", "The value is not of the right type.")]
    [InlineData("""{"first_name":"a","count":1,"shade":"pitch"}""", "shade", "The value is not of the right type.")]
    [InlineData("""{"first_name":"a","count":1,"shade":1}""", "shade", "The value is not of the right type.")]
    [InlineData("""{"first_name":"a","count":1,"children":[{"first_name":"b","count":{}}]}""", "children[0].count", "The value is not of the right type.")]
    public async Task A_body_that_does_not_fit_names_the_field_in_the_apis_spelling(string body, string field, string message)
    {
        var problem = await PostProblemAsync(_app, body, HttpStatusCode.BadRequest);
        ((string?)problem["code"]).ShouldBe("validation");
        ((string?)problem["field"]).ShouldBe(field);
        ((string?)problem["errors"]![field]![0]).ShouldBe(message);
        problem.ToJsonString().ShouldNotContain("Limner.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"first_name\"")]
    [InlineData("null")]
    [InlineData("[1]")]
    public async Task What_is_no_body_at_all_is_a_validation_problem(string body)
    {
        ((string?)(await PostProblemAsync(_app, body, HttpStatusCode.BadRequest))["code"]).ShouldBe("validation");
    }

    [Fact]
    public async Task Fields_that_may_be_null_may_be_left_out_and_enums_are_words()
    {
        var answer = await _app.SendAsync(HttpMethod.Post, "/test/body", new { first_name = "a", count = 1, shade = "very_dark" }, HttpStatusCode.OK);
        answer.ToJsonString().ShouldBe("""{"first_name":"a","count":1,"shade":"very_dark"}""");
    }

    [Theory]
    [InlineData("/test/query", "number")]
    [InlineData("/test/query?number=many", "number")]
    public async Task A_parameter_that_does_not_fit_is_named(string path, string field)
    {
        ((string?)(await GetProblemAsync(_app, path, HttpStatusCode.BadRequest))["field"]).ShouldBe(field);
    }

    [Fact]
    public async Task A_body_of_another_kind_is_refused_as_that()
    {
        using var response = await _app.Client.PostAsync("/test/body", new StringContent("<a/>", Encoding.UTF8, "application/xml"));
        await ReadProblemAsync(response, HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [InlineData("GET", "/api/v1/nothing", HttpStatusCode.NotFound, "not_found")]
    [InlineData("DELETE", "/api/v1/me", HttpStatusCode.MethodNotAllowed, "method_not_allowed")]
    [InlineData("GET", "/nothing.txt", HttpStatusCode.NotFound, "not_found")]
    public async Task What_the_framework_refuses_is_a_problem_document_too(string method, string path, HttpStatusCode status, string code)
    {
        using var response = await _app.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        ((string?)(await ReadProblemAsync(response, status))["code"]).ShouldBe(code);
    }

    [Theory]
    [InlineData("/api/v1/jobs")]
    [InlineData("/api/v1/nothing")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/docs")]
    [InlineData("/hubs/live")]
    [InlineData("/nothing")]
    public async Task Without_a_session_everything_else_is_denied(string path)
    {
        using var stranger = _app.NewClient();
        using var response = await stranger.GetAsync(path);
        ((string?)(await ReadProblemAsync(response, HttpStatusCode.Unauthorized))["code"]).ShouldBe("authentication");
    }

    private static async Task<JsonObject> GetProblemAsync(LimnerApp app, string path, HttpStatusCode status)
    {
        using var response = await app.Client.GetAsync(path);
        return await ReadProblemAsync(response, status);
    }

    private static async Task<JsonObject> PostProblemAsync(LimnerApp app, string body, HttpStatusCode status)
    {
        using var response = await app.Client.PostAsync("/test/body", new StringContent(body, Encoding.UTF8, "application/json"));
        return await ReadProblemAsync(response, status);
    }

    private static async Task<JsonObject> ReadProblemAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(status, text);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        return JsonNode.Parse(text)!.AsObject();
    }

    private static async Task<string> ReadLogAsync(LimnerApp app)
    {
        var path = Path.Combine(app.DataDirectory, "limner.log");
        await using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite);
        return await new StreamReader(file).ReadToEndAsync();
    }

    private static void MapProvocations(IEndpointRouteBuilder routes)
    {
        var test = routes.MapGroup("/test").AllowAnonymous();
        test.MapGet("/failure", IResult () => throw new LimnerException(ErrorCatalogue.FileCorrupt, "at byte 7"));
        test.MapGet("/bug", IResult () => throw new InvalidOperationException("a secret detail"));
        test.MapPost("/body", (Sample sample) => TypedResults.Ok(sample));
        test.MapGet("/query", (int number) => TypedResults.Ok(number));
    }

    public sealed class Server : SharedApp
    {
        protected override LimnerAppOptions Options => new() { MapMore = MapProvocations };

        protected override bool IsSignedIn => true;
    }
}
