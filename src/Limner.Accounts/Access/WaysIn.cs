using Limner.Accounts.ApiKeys;
using Limner.Accounts.LiveTokens;
using Limner.Accounts.Sessions;
using Limner.Storage.Events;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Accounts.Access;

/// <summary>The ways in that are not the cookie, and what chooses between them.</summary>
internal static class WaysIn
{
    /// <summary>What a request carries decides how it is let in.</summary>
    private const string Chooser = "Limner";

    public static void AddWaysIn(this IServiceCollection services)
    {
        services.AddSingleton<ApiKeyStore>();
        services.AddSingleton<IDomainEventHandler<AccessEnded>>(provider => provider.GetRequiredService<ApiKeyStore>());
        services.AddSingleton<LiveTokenIssuer>();
        services.AddSingleton<ApiKeyGuard>();
        services.AddSingleton<ApiKeyUses>();
        services.AddHostedService(provider => provider.GetRequiredService<ApiKeyUses>());
        services.AddAuthentication(Chooser)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.SchemeName, displayName: null, configureOptions: null)
            .AddScheme<AuthenticationSchemeOptions, LiveTokenAuthentication>(LiveTokenAuthentication.SchemeName, displayName: null, configureOptions: null)
            .AddPolicyScheme(Chooser, displayName: null, options => options.ForwardDefaultSelector = context => context.Request switch
            {
                var request when ApiKeyAuthentication.IsAsked(request) => ApiKeyAuthentication.SchemeName,
                var request when LiveTokenAuthentication.IsAsked(request) => LiveTokenAuthentication.SchemeName,
                _ => SessionCookie.Scheme,
            });
    }
}
