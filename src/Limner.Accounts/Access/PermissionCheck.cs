using Limner.Kernel.Access;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace Limner.Accounts.Access;

/// <summary>Part of the policy that holds where no other is named: the endpoint's permission is granted to who asks.</summary>
public sealed class PermissionRequirement : IAuthorizationRequirement
{
    /// <summary>The permission an endpoint takes.</summary>
    public static Permission Of(Endpoint endpoint, string method)
        => endpoint.Metadata.GetMetadata<RequiredPermission>()?.Permission
            ?? (HttpMethods.IsGet(method) || HttpMethods.IsHead(method) ? Permission.Read : Permission.Write);
}

internal sealed class PermissionCheck(IHttpContextAccessor http) : AuthorizationHandler<PermissionRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, PermissionRequirement requirement)
    {
        // A hub's method is authorized without an endpoint of its own; its connection was let in by one. Where there is no endpoint there is
        // nothing to protect: the answer is 404.
        if ((context.Resource as HttpContext ?? http.HttpContext) is { } request
            && (request.GetEndpoint() is not { } endpoint || Granted.To(context.User, PermissionRequirement.Of(endpoint, request.Request.Method))))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
