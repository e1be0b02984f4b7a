using System.Security.Claims;

namespace Limner.Jobs;

/// <summary>Asked once a live connection is on the list of those that <see cref="ILiveConnections"/> can close, so that none slips through while its right ends.</summary>
public interface ILiveAccess
{
    ValueTask<bool> StillHoldsAsync(ClaimsPrincipal who, CancellationToken cancellation);
}
