namespace Limner.Kernel.Access;

/// <summary>
/// Metadata of an endpoint that takes files: its body may be of a type that a form on any page can send. Everywhere else such a body is
/// refused unread.
/// </summary>
public sealed record AcceptsForms
{
    public static readonly AcceptsForms Instance = new();
}
