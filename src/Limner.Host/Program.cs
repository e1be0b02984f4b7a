using Limner.Accounts;
using Limner.Documents;
using Limner.Generation;
using Limner.Host.Cli;
using Limner.Host.Http;
using Limner.Host.Limits;
using Limner.Host.OpenApi;
using Limner.Host.Problems;
using Limner.Host.Security;
using Limner.Host.WebClient;
using Limner.Imaging;
using Limner.Jobs;
using Limner.Library;
using Limner.Models;
using Limner.Operations;
using Limner.Operations.Health;
using Limner.Safety;
using Limner.Search;
using Limner.Storage;
using Limner.Tagging;
using Limner.Vision;

namespace Limner.Host;

/// <summary>The table of contents: every module has a line among the services and, if it speaks HTTP, one among the endpoints.</summary>
internal static class Program
{
    private static Task<int> Main(string[] args) => CommandLine.RunAsync(args);

    internal static void AddServices(IServiceCollection services)
    {
        services.AddSafety();
        services.AddOperations();
        services.AddStorage();
        services.AddAccounts();
        services.AddJobs();
        services.AddImaging();
        services.AddModels();
        services.AddModelInstalling();
        services.AddVision();
        services.AddLibrary();
        services.AddTagging();
        services.AddDocuments();
        services.AddDocumentKeeping();
        services.AddSearch();
        services.AddGeneration();
        services.AddGenerationQueue();

        services.AddProxies();
        services.AddServerLimits();
        services.AddRequestLimits();
        services.AddAuthorizationByDefault();
        services.AddProblemDocuments();
        services.AddApiJson();
        services.AddApiDocument();
        services.AddWebClient();
    }

    internal static void Configure(WebApplication app, Action<IEndpointRouteBuilder>? mapMore)
    {
        app.UseProxies();
        app.UseSecurityHeaders();
        app.UseApiCaching();
        app.UseProblemDocuments();
        app.UseKnownHosts();
        app.UseResponseCompression();
        app.UseMethodOverride();
        app.UseRouting();
        app.UseRequestTimeouts();
        app.UseWebClient();
        app.UseFormBodies();
        app.UseAccounts();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseLastingRequests();

        app.MapApiInformation();
        app.MapHealthProbes();
        app.MapApiDocument();
        app.MapReferencePages();
        app.MapLiveHub().DisableRequestTimeout();

        var api = app.MapApi();
        api.MapOperationsEndpoints();
        api.MapAccountsEndpoints();
        api.MapJobsEndpoints();
        api.MapModelsEndpoints();
        api.MapLibraryEndpoints();
        api.MapTaggingEndpoints();
        api.MapDocumentsEndpoints();
        api.MapSearchEndpoints();
        api.MapGenerationEndpoints();

        mapMore?.Invoke(app);
        app.UseEndpoints(_ => { });
    }
}
