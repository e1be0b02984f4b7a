using System.Globalization;
using System.Text.Json.Nodes;
using Limner.Host.Http;
using Limner.Host.Problems;
using Limner.Kernel.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Limner.Host.OpenApi;

/// <summary>The OpenAPI document, made from the endpoints themselves.</summary>
internal static class ApiDocument
{
    public const string Name = "v1";

    public static void AddApiDocument(this IServiceCollection services)
        => services.AddOpenApi(Name, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.ShouldInclude = description => description.HttpMethod != HttpMethods.Head;
            options.AddDocumentTransformer<DescribeProduct>();
            options.AddOperationTransformer(DescribeFailures);
            options.AddOperationTransformer(DescribeRepeatedParameters);
            options.AddSchemaTransformer(DescribeOptionalFields);
            options.AddSchemaTransformer(DescribeEnums);
        });

    public static void MapApiDocument(this IEndpointRouteBuilder routes) => routes.MapOpenApi("/openapi/{documentName}.json");

    /// <summary>The document as it is committed: the same bytes from the same code.</summary>
    public static async Task<string> RenderAsync(IServiceProvider services, CancellationToken cancellation)
    {
        await using var scope = services.CreateAsyncScope();
        var document = await scope.ServiceProvider.GetRequiredKeyedService<IOpenApiDocumentProvider>(Name).GetOpenApiDocumentAsync(cancellation);
        await using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        document.SerializeAsV31(new OpenApiJsonWriter(text));
        return text.ToString().ReplaceLineEndings("\n").TrimEnd() + "\n";
    }

    /// <summary>Whatever fails answers with a problem document.</summary>
    private static async Task DescribeFailures(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var schema = await context.GetOrCreateSchemaAsync(typeof(ProblemDocument), cancellationToken: cancellation);
        context.Document?.AddComponent(nameof(ProblemDocument), schema);
        var content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
        {
            [ProblemDocument.ContentType] = new() { Schema = new OpenApiSchemaReference(nameof(ProblemDocument), context.Document) },
        };
        operation.Responses ??= [];
        foreach (var (status, response) in operation.Responses.Where(pair => pair.Key[0] is '4' or '5'))
        {
            // A few answers carry something of their own, like the readiness report; all others are problems.
            if (response is OpenApiResponse problem && (problem.Content is null or { Count: 0 } || problem.Content.ContainsKey(ProblemDocument.ContentType)))
            {
                problem.Content = content;
            }
        }

        operation.Responses["default"] = new OpenApiResponse { Description = "What went wrong, as a problem document", Content = content };
    }

    /// <summary>A parameter that may be given several times may also be given none: the generator of request delegates calls it required.</summary>
    private static Task DescribeRepeatedParameters(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            if (parameter is { In: ParameterLocation.Query, Schema.Type: { } type } && type.HasFlag(JsonSchemaType.Array))
            {
                parameter.Required = false;
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>
    /// What is null is left out of answers and may be left out of requests, so no nullable field is required. And later versions may add
    /// fields to answers: only requests are strict, and that is the server's to check.
    /// </summary>
    private static Task DescribeOptionalFields(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation)
    {
        if (schema.AdditionalProperties is null)
        {
            schema.AdditionalPropertiesAllowed = true;
        }

        foreach (var property in context.JsonTypeInfo.Properties.Where(property => property is { IsGetNullable: true, IsRequired: false }))
        {
            schema.Required?.Remove(property.Name);
        }

        return Task.CompletedTask;
    }

    /// <summary>The framework knows the values of no converter but its own.</summary>
    private static Task DescribeEnums(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (type.IsEnum)
        {
            schema.Enum = [.. ExactEnumConverter.NamesOf(type).Select(name => (JsonNode)name)];
        }

        return Task.CompletedTask;
    }

    private sealed class DescribeProduct : IOpenApiDocumentTransformer
    {
        private const string Scheme = "session";
        private const string KeyScheme = "api_key";

        public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
        {
            document.Info = new OpenApiInfo
            {
                Title = "Limner",
                Version = ApiInformation.Version,
                Description = "A self-hosted server that catalogues, finds and reads pictures. Failures are RFC 9457 problem documents with a stable code.",
                License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
            };

            // Where the server listens is not the document's to say: it is committed and served alike everywhere.
            document.Servers = [];
            document.AddComponent(Scheme, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Cookie,
                Name = "limner_session",
                Description = "Set by POST /api/v1/session.",
            });
            document.AddComponent(KeyScheme, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = "X-Api-Key",
                Description = "Made by POST /api/v1/api-keys; Authorization: Bearer takes it too.",
            });

            // Either will do.
            document.Security =
            [
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] },
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(KeyScheme, document)] = [] },
            ];
            return Task.CompletedTask;
        }
    }
}
