using System.Security.Cryptography;
using System.Text.Json;
using Limner.ModelBuilder;
using Limner.Testing;

namespace Limner.Vision.Tests.ModelBuilder;

public sealed class CenterNetBuildTests
{
    private static readonly string Models = Path.Combine(AppContext.BaseDirectory, "models");

    internal static string Source => Path.Combine(Repository.Root, "models", "node_modules", "@vladmandic", "human-models", "models");

    [Fact]
    public void Translating_again_gives_the_very_file_the_repository_names()
    {
        var first = CenterNet.Build(Source).ToBytes();
        var second = CenterNet.Build(Source).ToBytes();

        second.ShouldBe(first);
        var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Models, "centernet-coco.json"))).RootElement.GetProperty("files")[0];
        Convert.ToHexStringLower(SHA256.HashData(first)).ShouldBe(file.GetProperty("sha256").GetString());
        first.Length.ShouldBe(file.GetProperty("size").GetInt32());
    }

    [Fact]
    public void The_model_beside_the_program_is_that_file()
        => File.ReadAllBytes(Path.Combine(Models, "centernet-coco.onnx")).ShouldBe(CenterNet.Build(Source).ToBytes());
}
