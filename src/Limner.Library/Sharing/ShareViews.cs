namespace Limner.Library.Sharing;

/// <summary>With whom a folder is shared.</summary>
/// <param name="Everyone">What all who have an account may do; left out: nothing, unless they are named.</param>
/// <param name="People">Who may do what beside that, by name.</param>
internal sealed record SharesView(FolderAccess? Everyone, IReadOnlyList<PersonShareView> People);

/// <param name="UserId"><c>usr_…</c></param>
/// <param name="Access">What the share comes to: a viewer's is never more than <c>view</c>.</param>
internal sealed record PersonShareView(string UserId, string UserName, FolderAccess Access);

/// <summary>With whom a folder is to be shared: all shares, not only those that change.</summary>
internal sealed record SharesChange(FolderAccess? Everyone, IReadOnlyList<PersonShare?>? People)
{
    public static readonly SharesChange Nobody = new(Everyone: null, People: []);
}

/// <param name="UserId"><c>usr_…</c></param>
internal sealed record PersonShare(string? UserId, FolderAccess? Access);
