namespace Limner.Kernel.Access;

/// <summary>
/// Metadata of an endpoint: the permission it takes. An endpoint without one takes <see cref="Permission.Read"/> for GET and HEAD and
/// <see cref="Permission.Write"/> for all else; the last one given wins, so that an endpoint overrides its group.
/// </summary>
public sealed record RequiredPermission(Permission Permission)
{
    public static readonly RequiredPermission Read = new(Permission.Read);
    public static readonly RequiredPermission Write = new(Permission.Write);
    public static readonly RequiredPermission Mark = new(Permission.Mark);
    public static readonly RequiredPermission Generate = new(Permission.Generate);
    public static readonly RequiredPermission Metrics = new(Permission.Metrics);
    public static readonly RequiredPermission Administer = new(Permission.Administer);
    public static readonly RequiredPermission Account = new(Permission.Account);
}
