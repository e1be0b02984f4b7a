namespace Limner.Kernel.Paging;

/// <summary>How long pages of a list may be.</summary>
public static class PageLimits
{
    public const int Default = 100;
    public const int Maximum = 500;

    /// <summary>The asked-for length, brought into 1..<see cref="Maximum"/>.</summary>
    public static int Clamp(int? limit) => Math.Clamp(limit ?? Default, 1, Maximum);
}
