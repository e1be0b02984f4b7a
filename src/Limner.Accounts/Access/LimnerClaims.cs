namespace Limner.Accounts.Access;

/// <summary>Claims of the product's own, beside the standard ones for id, name and role.</summary>
public static class LimnerClaims
{
    /// <summary>Id of the session a cookie belongs to.</summary>
    public const string Session = "limner:session";

    /// <summary>Number of the API key the request came with.</summary>
    public const string ApiKey = "limner:api_key";

    /// <summary>One for each scope of that key.</summary>
    public const string Scope = "limner:scope";
}
