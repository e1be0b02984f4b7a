using Limner.Accounts.Access;
using Limner.Accounts.ApiKeys;
using Limner.Accounts.LiveTokens;
using Limner.Accounts.Invitations;
using Limner.Accounts.SecondFactor;
using Limner.Accounts.SecurityEvents;
using Limner.Accounts.Sessions;
using Limner.Accounts.Setup;
using Limner.Accounts.Users;
using Limner.Storage;
using Limner.Storage.Events;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Limner.Accounts;

/// <summary>Users, sessions and the first set-up.</summary>
public static class AccountsModule
{
    /// <summary>Also adds the cookie scheme as the default one and what checks <see cref="PermissionRequirement"/>; the policies are the host's.</summary>
    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddHttpContextAccessor();
        services.AddSingleton<ISchemaModule, AccountsSchema>();
        services.AddSingleton(_ => new Passwords());
        services.AddSingleton<SessionCache>();
        services.AddSingleton<IDomainEventHandler<AccessEnded>>(provider => provider.GetRequiredService<SessionCache>());
        services.AddSingleton<SessionIssuer>();
        services.AddSingleton<SignInLimiter>();
        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<SignIn>();
        services.AddSingleton<SecondFactors>();
        services.AddSingleton<PasswordPrompt>();
        services.AddSingleton<UserChanges>();
        services.AddSingleton<ResetLinks>();
        services.AddSingleton<IAccountRecovery>(provider => provider.GetRequiredService<ResetLinks>());
        services.AddSingleton<IAccessCheck, AccessCheck>();
        services.AddSingleton<IAccounts, AccountDirectory>();
        services.AddScoped<ICurrentUser, CurrentUser>();
        services.AddSessionCookie();
        services.AddWaysIn();
        services.AddSingleton<IAuthorizationHandler, PermissionCheck>();
        services.AddSingleton<SecurityEventLog>();
        services.AddSingleton<ISecurityEvents>(provider => provider.GetRequiredService<SecurityEventLog>());
        services.AddSingleton<SecurityEventWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<SecurityEventWriter>());
        services.AddOptions<SecurityEventOptions>().BindConfiguration(SecurityEventOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services;
    }

    /// <summary>
    /// Refuses cross-site requests and finds out who asks. Goes after the exception handler and routing, before authorization; it takes the
    /// place of <c>UseAuthentication</c>.
    /// </summary>
    public static IApplicationBuilder UseAccounts(this IApplicationBuilder app) => app.UseMiddleware<SameOrigin>().UseAuthentication();

    /// <param name="api">The group <c>/api/v1</c>.</param>
    public static IEndpointRouteBuilder MapAccountsEndpoints(this IEndpointRouteBuilder api)
    {
        SetupEndpoints.Map(api);
        SessionEndpoints.Map(api);
        SecurityEventEndpoints.Map(api);
        ApiKeyEndpoints.Map(api);
        LiveTokenEndpoint.Map(api);
        OwnSessionEndpoints.Map(api);
        PasswordEndpoints.Map(api);
        SecondFactorEndpoints.Map(api);
        UserEndpoints.Map(api);
        InvitationEndpoints.Map(api);
        AcceptEndpoints.Map(api);
        return api;
    }
}
