namespace Limner.Generation.Schedulers;

/// <summary>Schedulers as the API spells them, which is how people who paint know them.</summary>
internal static class SchedulerNames
{
    private static readonly Dictionary<SchedulerKind, (string Name, string Sampler)> Known = new()
    {
        [SchedulerKind.Ddim] = ("ddim", "DDIM"),
        [SchedulerKind.Pndm] = ("pndm", "PLMS"),
        [SchedulerKind.Euler] = ("euler", "Euler"),
        [SchedulerKind.EulerAncestral] = ("euler_ancestral", "Euler a"),
        [SchedulerKind.DpmPlusPlus2M] = ("dpmpp_2m", "DPM++ 2M"),
        [SchedulerKind.UniPC] = ("unipc", "UniPC"),
        [SchedulerKind.Lcm] = ("lcm", "LCM"),
        [SchedulerKind.FlowMatchEuler] = ("flow_match_euler", "Flow match Euler"),
    };

    public static IReadOnlyList<string> All { get; } = [.. Known.Values.Select(known => known.Name)];

    public static string NameOf(SchedulerKind kind) => Known[kind].Name;

    /// <summary>As the web interfaces of Stable Diffusion call it in the parameters they write into pictures.</summary>
    public static string? SamplerOf(string name) => Known.Values.FirstOrDefault(known => known.Name == name).Sampler;

    public static SchedulerKind? Find(string name) => Known.FirstOrDefault(known => known.Value.Name == name) is { Value.Name: not null } found ? found.Key : null;
}
