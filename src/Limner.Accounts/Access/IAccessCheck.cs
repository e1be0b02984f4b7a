using System.Security.Claims;

namespace Limner.Accounts.Access;

/// <summary>For what lasts longer than a request.</summary>
public interface IAccessCheck
{
    /// <summary>Whether the session or key that <paramref name="who"/> came with is still good, and for the same role.</summary>
    ValueTask<bool> StillHoldsAsync(ClaimsPrincipal who, CancellationToken cancellation);
}
