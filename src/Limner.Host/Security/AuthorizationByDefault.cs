using Limner.Accounts.Access;
using Limner.Accounts.SecurityEvents;
using Limner.Host.Problems;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Storage.Events;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace Limner.Host.Security;

/// <summary>One policy denies everything to everybody who is not signed in, and to those whose role or key lacks the permission the endpoint takes;
/// endpoints that are open say so themselves.</summary>
internal static class AuthorizationByDefault
{
    public static void AddAuthorizationByDefault(this IServiceCollection services)
    {
        var signedIn = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().AddRequirements(new PermissionRequirement()).Build();
        services.AddAuthentication();
        services.AddAuthorizationBuilder().SetDefaultPolicy(signedIn).SetFallbackPolicy(signedIn);
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, ProblemAnswers>();
        services.AddSingleton<LiveAccess>();
        services.AddSingleton<IDomainEventHandler<AccessEnded>>(provider => provider.GetRequiredService<LiveAccess>());
        services.AddSingleton<LastingRequests>();
        services.AddSingleton<IDomainEventHandler<AccessEnded>>(provider => provider.GetRequiredService<LastingRequests>());
        services.AddSingleton<ILiveAccess>(provider => provider.GetRequiredService<LiveAccess>());
    }

    /// <summary>Refusals are problem documents, not redirects to a sign-in page: the web client shows its own.</summary>
    private sealed class ProblemAnswers(ProblemWriter problems, ISecurityEvents events) : IAuthorizationMiddlewareResultHandler
    {
        public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult) => authorizeResult switch
        {
            { Succeeded: true } => next(context),
            { Challenged: true } => problems.WriteAsync(context, ErrorCatalogue.Authentication.With()),
            _ => DenyAsync(context),
        };

        private Task DenyAsync(HttpContext context)
        {
            events.Record(new SecurityEvent(SecurityEventKind.AccessDenied, Subject: RouteName.Of(context)));
            return problems.WriteAsync(context, ErrorCatalogue.Authorization.With());
        }
    }
}
