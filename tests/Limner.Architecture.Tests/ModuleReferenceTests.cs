namespace Limner.Architecture.Tests;

public sealed class ModuleReferenceTests
{
    [Fact]
    public void Modules_reference_only_what_lies_upstream()
        => FindViolations(Modules.Assemblies.Select(assembly => (assembly.GetName().Name!, assembly.GetReferencedAssemblies().Select(name => name.Name!)))).ShouldBeEmpty();

    [Fact]
    public void All_modules_are_looked_at() => Modules.Assemblies.Count.ShouldBeGreaterThanOrEqualTo(14);

    [Theory]
    [InlineData("Limner.Library", "Limner.Search")]
    [InlineData("Limner.Kernel", "Limner.Storage")]
    [InlineData("Limner.Jobs", "Limner.Accounts")]
    [InlineData("Limner.Imaging", "limner")]
    public void An_arrow_that_turns_back_is_found(string from, string to)
        => FindViolations([(from, ["System.Runtime", to])]).ShouldBe([$"{from} references {to}"]);

    [Fact]
    public void A_module_nobody_placed_is_found() => FindViolations([("Limner.Painting", [])]).ShouldBe(["Limner.Painting has no place in the table"]);

    private static IEnumerable<string> FindViolations(IEnumerable<(string Module, IEnumerable<string> References)> modules)
    {
        foreach (var (module, references) in modules)
        {
            if (!Modules.IsKnown(module))
            {
                yield return $"{module} has no place in the table";
            }

            foreach (var reference in references.Where(reference => Modules.IsModule(reference) && !Modules.Allowed(module).Contains(reference)))
            {
                yield return $"{module} references {reference}";
            }
        }
    }
}
