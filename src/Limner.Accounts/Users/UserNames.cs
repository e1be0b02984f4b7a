using Limner.Kernel.Errors;
using Limner.Kernel.Text;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Accounts.Users;

/// <summary>What a user name may be, and when two are the same.</summary>
internal static class UserNames
{
    public const int MaxLength = 64;

    /// <summary>The name without surrounding spaces.</summary>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.Validation"/>, field <c>user_name</c>.</exception>
    public static string Check(string name) => PlainText.Check(name, MaxLength, "user_name");

    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.UserNameTaken"/>, field <c>user_name</c>.</exception>
    public static async Task RefuseTakenAsync(LimnerDb db, string name, CancellationToken cancellation)
    {
        var normalized = Normalize(name);
        if (await db.Set<UserRow>().AnyAsync(user => user.NormalizedUserName == normalized, cancellation))
        {
            throw new LimnerException(ErrorCatalogue.UserNameTaken.With(field: "user_name"));
        }
    }

    public static string Normalize(string name) => name.Trim().ToUpperInvariant();
}
