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
    public static string Check(string name) => PlainText.CheckIdentity(name, MaxLength, "user_name");

    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.UserNameTaken"/>, field <c>user_name</c>.</exception>
    public static async Task RefuseTakenAsync(LimnerDb db, string name, CancellationToken cancellation)
    {
        // Looked at one by one, because accounts of before keep the key they were made with. There are no more than people.
        var key = Normalize(name);
        var taken = await db.Set<UserRow>().Select(user => new { user.UserName, user.NormalizedUserName }).ToListAsync(cancellation);
        if (taken.Exists(user => user.NormalizedUserName == key || Normalize(user.UserName) == key))
        {
            throw new LimnerException(ErrorCatalogue.UserNameTaken.With(field: "user_name"));
        }
    }

    /// <summary>Whoever has the name, were it spelled in full width, in another case, with other accents or in another form of Unicode.</summary>
    public static Task<UserRow?> FindAsync(LimnerDb db, string name, CancellationToken cancellation)
    {
        var (key, before) = (Normalize(name), NormalizeAsBefore(name));

        // Two accounts of before may have one key by now: each is found as it is spelled.
        return db.Set<UserRow>()
            .Where(user => user.NormalizedUserName == key || user.NormalizedUserName == before)
            .OrderBy(user => user.NormalizedUserName == before ? 0 : 1)
            .FirstOrDefaultAsync(cancellation);
    }

    /// <summary>
    /// The key of a name: alike for names that people take for the same (see <see cref="TextFolding"/>). For names in ASCII it is what it
    /// always was.
    /// </summary>
    public static string Normalize(string name)
    {
        var words = TextFolding.Fold(name).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? NormalizeAsBefore(name) : string.Join(' ', words).ToUpperInvariant();
    }

    /// <summary>As keys were made at first.</summary>
    private static string NormalizeAsBefore(string name) => name.Trim().ToUpperInvariant();
}
