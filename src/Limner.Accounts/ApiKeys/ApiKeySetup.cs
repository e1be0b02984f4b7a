using Limner.Accounts.Access;
using Limner.Accounts.Sessions;
using Limner.Storage.Events;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Accounts.ApiKeys;

internal static class ApiKeySetup
{
    /// <summary>What a request carries decides how it is let in.</summary>
    private const string Chooser = "Limner";

    public static void AddApiKeys(this IServiceCollection services)
    {
        services.AddSingleton<ApiKeyStore>();
        services.AddSingleton<IDomainEventHandler<AccessEnded>>(provider => provider.GetRequiredService<ApiKeyStore>());
        services.AddSingleton<AddressBuckets>();
        services.AddSingleton<ApiKeyGuard>();
        services.AddSingleton<ApiKeyUses>();
        services.AddHostedService(provider => provider.GetRequiredService<ApiKeyUses>());
        services.AddAuthentication(Chooser)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.SchemeName, displayName: null, configureOptions: null)
            .AddPolicyScheme(Chooser, displayName: null, options => options.ForwardDefaultSelector = context =>
                ApiKeyAuthentication.IsAsked(context.Request) ? ApiKeyAuthentication.SchemeName : SessionCookie.Scheme);
    }
}
