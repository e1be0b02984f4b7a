using Limner.Safety.Outbound;
using Limner.Safety.Text;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Safety;

/// <summary>What guards the way in (texts) and out (requests to other servers). Files and child processes are guarded by classes that need no set-up.</summary>
public static class SafetyModule
{
    public static IServiceCollection AddSafety(this IServiceCollection services)
    {
        services.AddOptions<TextGuardOptions>().BindConfiguration(TextGuardOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<TextGuard>();
        services.AddSingleton<OutboundHttp>();
        return services;
    }
}
