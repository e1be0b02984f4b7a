using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Limner.Testing;

/// <summary>Image-text models of random weights in the layout of published ones (tests/assets/image-text/make.py).</summary>
public static class TinyImageText
{
    public const string Clip = "tiny-clip";
    public const string Siglip = "tiny-siglip";
    public const string Odd = "tiny-odd";

    public static string Asset(string path) => Path.Combine(Repository.Root, "tests/assets/image-text", path);

    /// <summary>Puts a model where installed ones lie, as if it had been imported.</summary>
    /// <param name="dataDirectory">The server's.</param>
    /// <param name="as">Its id there; null: its own.</param>
    /// <param name="change">Files may be changed before their hashes are written down.</param>
    /// <returns>Its folder.</returns>
    public static string Install(string dataDirectory, string model, string? @as = null, Action<string>? change = null)
    {
        var folder = Path.Combine(dataDirectory, "models", @as ?? model);
        foreach (var file in Directory.EnumerateFiles(Asset(model), "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "expected.json"))
        {
            var target = Path.Combine(folder, Path.GetRelativePath(Asset(model), file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }

        change?.Invoke(folder);
        var manifestFile = Path.Combine(folder, "model.json");
        var manifest = JsonNode.Parse(File.ReadAllBytes(manifestFile))!;
        manifest["id"] = @as ?? model;
        manifest["files"] = new JsonArray([.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => file != manifestFile).Order(StringComparer.Ordinal).Select(file => new JsonObject
        {
            ["path"] = Path.GetRelativePath(folder, file),
            ["size"] = new FileInfo(file).Length,
            ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))),
        })]);
        File.WriteAllText(manifestFile, manifest.ToJsonString());
        return folder;
    }
}
