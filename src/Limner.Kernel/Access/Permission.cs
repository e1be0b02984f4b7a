namespace Limner.Kernel.Access;

/// <summary>
/// What a request may do, as far as its kind goes; whose things it may do it to is a matter of the query that reaches them. A role grants
/// some, an API key narrows them to its scopes.
/// </summary>
public enum Permission
{
    /// <summary>See what one owns or what is shared with one.</summary>
    Read,

    /// <summary>Change it.</summary>
    Write,

    /// <summary>Say of what one sees what is for oneself alone: favourites, ratings. An API key needs the scope of <see cref="Write"/> for it.</summary>
    Mark,

    /// <summary>Have models make new pictures and texts.</summary>
    Generate,

    /// <summary>Read the server's own figures.</summary>
    Metrics,

    /// <summary>People, settings, directories of the machine.</summary>
    Administer,

    /// <summary>One's own account: password, second factor, sessions, API keys. Never for an API key.</summary>
    Account,
}
