using System.Net;
using System.Text.Json.Nodes;
using Limner.Host.Cli;

namespace Limner.Host.Tests.OpenApi;

public sealed class ApiDocumentTests(SharedSignedInApp shared) : IClassFixture<SharedSignedInApp>
{
    private readonly LimnerApp _app = shared.App;

    [Fact]
    public async Task The_served_document_is_the_one_that_limner_openapi_prints()
    {
        JsonNode.DeepEquals(await _app.GetAsync("/openapi/v1.json"), JsonNode.Parse(await OpenApiCommand.RenderAsync(CancellationToken.None))).ShouldBeTrue();
    }

    [Fact]
    public async Task Every_operation_has_an_id_of_its_own_a_summary_an_area_and_a_failure_answer()
    {
        var operations = await OperationsAsync();
        operations.Count.ShouldBeGreaterThan(20);
        operations.Select(operation => (string?)operation.Node["operationId"]).ShouldBeUnique();
        foreach (var (name, node) in operations)
        {
            ((string?)node["operationId"]).ShouldNotBeNullOrEmpty(name);
            ((string?)node["summary"]).ShouldNotBeNullOrEmpty(name);
            node["tags"].ShouldNotBeNull(name);
            node["responses"]!["default"].ShouldNotBeNull(name);
        }
    }

    [Fact]
    public async Task Every_field_and_parameter_is_snake_case()
    {
        var document = await DocumentAsync();
        var fields = document["components"]!["schemas"]!.AsObject().SelectMany(schema => schema.Value!["properties"]?.AsObject().Select(property => $"{schema.Key}.{property.Key}") ?? []);
        var parameters = (await OperationsAsync()).SelectMany(operation => operation.Node["parameters"]?.AsArray().Select(parameter => $"{operation.Name}.{(string?)parameter!["name"]}") ?? []);
        fields.Concat(parameters).Where(name => name[(name.LastIndexOf('.') + 1)..].Any(char.IsAsciiLetterUpper)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_reference_page_shows_every_operation_and_needs_nothing_from_elsewhere()
    {
        var page = await _app.Client.GetStringAsync("/docs");
        foreach (var (_, node) in await OperationsAsync())
        {
            page.ShouldContain($"id=\"{(string?)node["operationId"]}\"");
        }

        page.ShouldNotContain("<script");
        page.ShouldNotContain("//cdn");
        using var errors = await _app.Client.GetAsync("/docs/errors");
        errors.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await errors.Content.ReadAsStringAsync()).ShouldContain("id=\"file_corrupt\"");
    }

    private static async Task<JsonNode> DocumentAsync() => JsonNode.Parse(await OpenApiCommand.RenderAsync(CancellationToken.None))!;

    private static async Task<List<(string Name, JsonNode Node)>> OperationsAsync()
        => [.. (await DocumentAsync())["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(method => ($"{method.Key} {path.Key}", method.Value!)))];
}
