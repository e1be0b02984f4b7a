using System.Text.Json.Nodes;

namespace Limner.Host.OpenApi;

/// <summary>The API document as a page: operations by area, then the shapes they speak of.</summary>
internal static class ApiReference
{
    private const string SchemaPrefix = "#/components/schemas/";

    public static string Render(string document)
    {
        var api = JsonNode.Parse(document)!.AsObject();
        var page = new HtmlText();
        page.Begin("Limner: API");
        page.Raw("<h1>").Text((string?)api["info"]?["title"]).Raw(" API ").Text((string?)api["info"]?["version"]).Raw("</h1><p>").Text((string?)api["info"]?["description"])
            .Raw("</p><p><a href=\"/openapi/v1.json\">OpenAPI document</a> · <a href=\"/docs/errors\">Errors</a></p>");

        var operations = FindOperations(api).ToList();
        page.Raw("<nav>");
        foreach (var operation in operations)
        {
            page.Raw("<a href=\"#").Text(operation.Id).Raw("\">").Text(operation.Summary).Raw("</a>");
        }

        page.Raw("</nav>");
        foreach (var area in operations.GroupBy(operation => operation.Area, StringComparer.Ordinal))
        {
            page.Raw("<h2>").Text(area.Key).Raw("</h2>");
            foreach (var operation in area)
            {
                Write(page, operation);
            }
        }

        page.Raw("<h2>Shapes</h2>");
        foreach (var (name, schema) in api["components"]?["schemas"]?.AsObject() ?? [])
        {
            WriteSchema(page, name, schema);
        }

        return page.End();
    }

    private static IEnumerable<Operation> FindOperations(JsonObject api)
    {
        foreach (var (path, methods) in api["paths"]!.AsObject())
        {
            foreach (var (method, node) in methods!.AsObject().Where(pair => pair.Value is JsonObject))
            {
                var summary = (string?)node!["summary"] ?? path;
                yield return new Operation(method.ToUpperInvariant(), path, (string?)node["operationId"] ?? $"{method}{path}", summary, (string?)node["tags"]?[0] ?? "Other", node);
            }
        }
    }

    private static void Write(HtmlText page, Operation operation)
    {
        page.Raw("<h3 id=\"").Text(operation.Id).Raw("\"><span class=\"method\">").Text(operation.Method).Raw("</span><code>").Text(operation.Path).Raw("</code></h3><p>")
            .Text(operation.Summary).Raw("<br><span class=\"soft\">").Text((string?)operation.Node["description"]).Raw("</span></p><table>");
        foreach (var parameter in operation.Node["parameters"]?.AsArray() ?? [])
        {
            page.Raw("<tr><td><code>").Text((string?)parameter!["name"]).Raw("</code><td>").Text((string?)parameter["in"]).Raw("<td>");
            WriteType(page, parameter["schema"]);
            page.Raw("<td>").Text((string?)parameter["description"]).Raw("</tr>");
        }

        if (FirstSchema(operation.Node["requestBody"]?["content"]) is { } body)
        {
            page.Raw("<tr><td>body<td><td>");
            WriteType(page, body);
            page.Raw("<td></tr>");
        }

        foreach (var (status, response) in operation.Node["responses"]!.AsObject())
        {
            page.Raw("<tr><td>").Text(status == "default" ? "failure" : status).Raw("<td>answer<td>");
            WriteType(page, FirstSchema(response!["content"]));
            page.Raw("<td>").Text((string?)response["description"]).Raw("</tr>");
        }

        page.Raw("</table>");
    }

    private static void WriteSchema(HtmlText page, string name, JsonNode? schema)
    {
        page.Raw("<h3 id=\"schema-").Text(name).Raw("\"><code>").Text(name).Raw("</code></h3><p>").Text((string?)schema?["description"]).Raw("</p>");
        if (schema?["properties"] is not JsonObject properties)
        {
            page.Raw("<p>");
            WriteType(page, schema);
            page.Raw("</p>");
            return;
        }

        var required = schema["required"]?.AsArray().Select(item => (string?)item).ToHashSet() ?? [];
        page.Raw("<table>");
        foreach (var (property, type) in properties)
        {
            page.Raw("<tr><td><code>").Text(property).Raw("</code>").Raw(required.Contains(property) ? "" : " <span class=\"soft\">optional</span>").Raw("<td>");
            WriteType(page, type);
            page.Raw("<td>").Text((string?)type?["description"]).Raw("</tr>");
        }

        page.Raw("</table>");
    }

    private static void WriteType(HtmlText page, JsonNode? schema)
    {
        if (schema is null)
        {
            return;
        }

        if ((string?)schema["$ref"] is { } reference)
        {
            var name = reference[SchemaPrefix.Length..];
            page.Raw("<a href=\"#schema-").Text(name).Raw("\"><code>").Text(name).Raw("</code></a>");
        }
        else if (schema["enum"] is JsonArray values)
        {
            page.Raw("<code>").Text(string.Join(" | ", values.Where(value => value is not null).Select(value => value!.ToString()))).Raw("</code>");
        }
        else if ((schema["oneOf"] ?? schema["anyOf"]) is JsonArray choices)
        {
            foreach (var choice in choices.Where(choice => (string?)(choice!["type"] as JsonValue) != "null"))
            {
                WriteType(page, choice);
                page.Raw(" ");
            }
        }
        else
        {
            var type = schema["type"] is JsonArray several ? string.Join(" | ", several.Select(item => (string?)item).Where(item => item != "null")) : (string?)schema["type"];
            page.Raw("<code>").Text(type ?? "any").Text((string?)schema["format"] is { } format ? $" ({format})" : "").Raw("</code>");
            if (schema["items"] is { } items)
            {
                page.Raw(" of ");
                WriteType(page, items);
            }
        }
    }

    private static JsonNode? FirstSchema(JsonNode? content) => content?.AsObject().FirstOrDefault().Value?["schema"];

    private sealed record Operation(string Method, string Path, string Id, string Summary, string Area, JsonNode Node);
}
