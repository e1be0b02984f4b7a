using System.Globalization;
using System.Security.Claims;
using Limner.Jobs.Queue;
using Limner.Kernel.Errors;

namespace Limner.Jobs;

/// <summary>
/// Whose jobs a request may see. Read from the standard claims, because Jobs and Accounts stand beside each other and neither references the
/// other.
/// </summary>
internal readonly record struct Caller(long Id, bool IsAdministrator)
{
    public const string AdministratorRole = "administrator";

    // A key of an administrator's is one only if it has the scope.
    private const string ApiKeyClaim = "limner:api_key";
    private const string ScopeClaim = "limner:scope";

    public static Caller From(ClaimsPrincipal user) => TryFrom(user) ?? throw new LimnerException(ErrorCatalogue.Authentication);

    public static Caller? TryFrom(ClaimsPrincipal? user)
        => long.TryParse(user?.FindFirstValue(ClaimTypes.NameIdentifier), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? new Caller(id, user!.IsInRole(AdministratorRole) && (!user.HasClaim(claim => claim.Type == ApiKeyClaim) || user.HasClaim(ScopeClaim, "admin")))
            : null;

    /// <summary>The owner's own; all of them for an administrator, who sees others' without particulars (<see cref="JobViews"/>).</summary>
    public IQueryable<JobRow> Visible(IQueryable<JobRow> jobs)
    {
        var id = Id;
        return IsAdministrator ? jobs : jobs.Where(job => job.OwnerId == id);
    }
}
