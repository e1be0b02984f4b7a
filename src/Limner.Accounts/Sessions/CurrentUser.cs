using System.Globalization;
using System.Security.Claims;
using Limner.Accounts.Access;
using Limner.Accounts.Users;
using Limner.Kernel.Access;
using Limner.Kernel.Errors;
using Microsoft.AspNetCore.Http;

namespace Limner.Accounts.Sessions;

internal sealed class CurrentUser(IHttpContextAccessor http) : ICurrentUser
{
    public long Id => long.Parse(Find(ClaimTypes.NameIdentifier), NumberStyles.None, CultureInfo.InvariantCulture);

    public string UserName => Find(ClaimTypes.Name);

    public bool IsAdministrator => Find(ClaimTypes.Role) == Roles.Administrator;

    public bool MayWrite => http.HttpContext?.User is { } user && Granted.To(user, Permission.Write);

    private string Find(string claim) => http.HttpContext?.User.FindFirstValue(claim) ?? throw new LimnerException(ErrorCatalogue.Authentication);
}
