namespace Limner.Kernel.Access;

/// <summary>Names of the rate limits that an endpoint can ask for, beside the one that all of them have.</summary>
public static class RateLimits
{
    /// <summary>Work that keeps a core or a disk busy for long: hashing passwords, scanning, making pictures.</summary>
    public const string Expensive = "expensive";
}
