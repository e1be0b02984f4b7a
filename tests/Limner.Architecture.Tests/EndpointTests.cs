using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Architecture.Tests;

public sealed class EndpointTests
{
    /// <summary>All that is open without a session, besides the web client's static files.</summary>
    private static readonly HashSet<string> Open = new(StringComparer.Ordinal)
    {
        "GET /", // the same address is the web client's first page
        "GET /health",
        "GET /health/ready",
        "GET /api/v1/health",
        "GET /api/v1/setup",
        "POST /api/v1/setup",
        "POST /api/v1/session",
        "DELETE /api/v1/session",
        "POST /api/v1/invitations/look-up", // the token in the body is what opens it
        "POST /api/v1/invitations/accept",
    };

    [Fact]
    public async Task Only_what_is_listed_is_open_without_a_session()
    {
        await using var application = new Application();
        var open = Names(application).Where(endpoint => endpoint.IsOpen).Select(endpoint => endpoint.Name).ToList();
        open.Except(Open).ShouldBeEmpty();
        Open.Except(open).ShouldBeEmpty();
    }

    [Fact]
    public async Task All_else_is_for_people_who_are_signed_in()
    {
        await using var application = new Application();
        Names(application).Count(endpoint => !endpoint.IsOpen).ShouldBeGreaterThan(20);
        var fallback = await application.App.Services.GetRequiredService<IAuthorizationPolicyProvider>().GetFallbackPolicyAsync();
        fallback.ShouldNotBeNull().Requirements.ShouldContain(requirement => requirement is DenyAnonymousAuthorizationRequirement);
    }

    [Fact]
    public async Task An_endpoint_left_open_is_found()
    {
        await using var application = new Application(routes => routes.MapGet("/planted", () => "secret").AllowAnonymous());
        Names(application).Where(endpoint => endpoint.IsOpen).Select(endpoint => endpoint.Name).Except(Open).ShouldBe(["GET /planted"]);
    }

    [Fact]
    public async Task Every_endpoint_of_the_api_lies_under_its_version()
    {
        await using var application = new Application();
        string[] outside = ["/", "/health", "/health/ready", "/openapi/{documentName}.json", "/docs", "/docs/errors", "/hubs/live", "/hubs/live/negotiate"];
        Names(application).Select(endpoint => endpoint.Name.Split(' ')[^1]).Where(path => !path.StartsWith("/api/v1/", StringComparison.Ordinal)).Except(outside).ShouldBeEmpty();
    }

    private static List<(string Name, bool IsOpen)> Names(Application application)
        => [.. application.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().SelectMany(endpoint =>
            (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["*"])
                // HEAD is part of GET: the same endpoint under the same permission.
                .Where(method => method != "HEAD" || !endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Contains("GET", StringComparer.Ordinal))
                .Select(method =>
                ($"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}", endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)))];
}
