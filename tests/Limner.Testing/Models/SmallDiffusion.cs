using System.Security.Cryptography;
using System.Text.Json;

namespace Limner.Testing.Models;

/// <summary>The diffusion models of a few kilobytes in tests/assets/diffusion: random weights, sampled within milliseconds.</summary>
public static class SmallDiffusion
{
    public static IReadOnlyList<string> Names { get; } = ["sd15", "turbo", "lcm", "sdxl", "inpaint"];

    public static string Assets { get; } = Path.Combine(Repository.Root, "tests", "assets", "diffusion");

    /// <summary>Installs a copy of a small model.</summary>
    /// <param name="change">What is done to its folder before the manifest is written.</param>
    public static void Install(string dataDirectory, string id, string small, Action<string>? change = null)
    {
        var folder = Path.Combine(dataDirectory, "models", id);
        foreach (var file in Directory.GetFiles(Path.Combine(Assets, small), "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(folder, Path.GetRelativePath(Path.Combine(Assets, small), file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }

        change?.Invoke(folder);
        File.Delete(Path.Combine(folder, "model.json"));
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(file => new
        {
            path = Path.GetRelativePath(folder, file),
            size = new FileInfo(file).Length,
            sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))),
        }).ToList();
        File.WriteAllText(
            Path.Combine(folder, "model.json"), JsonSerializer.Serialize(new { id, task = "text-to-image", title = id, licence = "Apache-2.0", source = "made by the test", memory_bytes = 0, files }));
    }
}
