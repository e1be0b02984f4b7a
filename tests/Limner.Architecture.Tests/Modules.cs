using System.Reflection;

namespace Limner.Architecture.Tests;

/// <summary>The modules, and which may know which: the arrows of docs/architecture.md.</summary>
internal static class Modules
{
    private static readonly Dictionary<string, string[]> Direct = new(StringComparer.Ordinal)
    {
        ["Limner.Kernel"] = [],
        ["Limner.Safety"] = ["Limner.Kernel"],
        ["Limner.Native"] = ["Limner.Kernel"],
        ["Limner.Imaging"] = ["Limner.Native", "Limner.Safety"],
        ["Limner.Storage"] = ["Limner.Kernel"],
        ["Limner.Accounts"] = ["Limner.Storage"],
        ["Limner.Jobs"] = ["Limner.Storage"],
        ["Limner.Models"] = ["Limner.Native", "Limner.Safety", "Limner.Jobs"],
        ["Limner.Vision"] = ["Limner.Models", "Limner.Imaging"],
        ["Limner.Library"] = ["Limner.Imaging", "Limner.Jobs", "Limner.Accounts"],
        ["Limner.Tagging"] = ["Limner.Library", "Limner.Vision", "Limner.Models"],
        ["Limner.Documents"] = ["Limner.Library", "Limner.Vision", "Limner.Models"],
        ["Limner.Search"] = ["Limner.Library", "Limner.Tagging", "Limner.Documents", "Limner.Vision"],
        ["Limner.Generation"] = ["Limner.Search", "Limner.Vision", "Limner.Models", "Limner.Imaging"],
        ["Limner.Operations"] = ["Limner.Search", "Limner.Documents", "Limner.Accounts"],
        ["limner"] = ["Limner.Operations", "Limner.Generation"],
    };

    /// <summary>Of every module that the program is made of; the program itself is one.</summary>
    public static IReadOnlyList<Assembly> Assemblies { get; } = Load();

    /// <summary>Everything the module may use, over however many steps. A module this table does not know may use nothing.</summary>
    public static IReadOnlySet<string> Allowed(string module)
    {
        var allowed = new HashSet<string>(StringComparer.Ordinal);
        var pending = new Stack<string>(Direct.GetValueOrDefault(module, []));
        while (pending.TryPop(out var next))
        {
            if (allowed.Add(next))
            {
                Array.ForEach(Direct[next], pending.Push);
            }
        }

        return allowed;
    }

    public static bool IsKnown(string module) => Direct.ContainsKey(module);

    public static bool IsModule(string? assembly) => assembly == "limner" || assembly?.StartsWith("Limner.", StringComparison.Ordinal) == true;

    private static List<Assembly> Load()
        => [.. Directory.GetFiles(AppContext.BaseDirectory, "*.dll")
            .Select(Path.GetFileNameWithoutExtension)
            .Where(name => IsModule(name) && !name!.EndsWith(".Tests", StringComparison.Ordinal) && name is not ("Limner.Testing" or "Limner.ModelBuilder"))
            .Select(name => Assembly.Load(name!))];
}
