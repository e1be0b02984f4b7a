using Limner.Host.Cli;
using Limner.Kernel.Errors;
using Limner.Testing;

namespace Limner.Host.Tests;

/// <summary>
/// Documents in docs/ that are made from the code are what the code makes now. With <c>UPDATE_DOCS=1</c> in the environment the tests write
/// them instead.
/// </summary>
public sealed class CommittedDocumentTests
{
    [Fact]
    public async Task The_api_document_is_committed() => Check("docs/openapi/v1.json", await OpenApiCommand.RenderAsync(CancellationToken.None));

    [Fact]
    public void The_settings_reference_is_committed() => Check("docs/configuration.md", ReferenceCommands.RenderConfiguration());

    [Fact]
    public void The_error_reference_is_committed() => Check("docs/errors.md", ErrorReference.Render());

    [Fact]
    public void A_document_that_differs_is_noticed()
        => Should.Throw<ShouldAssertException>(() => Check("docs/errors.md", ErrorReference.Render() + "one line more\n", update: false));

    private static void Check(string path, string expected) => Check(path, expected, Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1");

    private static void Check(string path, string expected, bool update)
    {
        var file = Path.Combine(Repository.Root, path);
        if (update)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, expected);
        }

        var committed = File.Exists(file) ? File.ReadAllText(file) : "";
        (committed == expected).ShouldBeTrue($"{path} is not what the code makes. Write it anew with: UPDATE_DOCS=1 dotnet test tests/Limner.Host.Tests --filter CommittedDocument");
    }
}
