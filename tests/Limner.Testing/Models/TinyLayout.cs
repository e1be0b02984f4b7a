using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Limner.Testing;

/// <summary>Layout models that answer with boxes that are known (tests/assets/layout/make.py).</summary>
public static class TinyLayout
{
    public static string Asset(string path) => Path.Combine(Repository.Root, "tests/assets/layout", path);

    /// <summary>Puts a model where installed ones lie, as if it had been imported.</summary>
    /// <param name="dataDirectory">The server's.</param>
    /// <param name="task">What its manifest says it is for.</param>
    /// <param name="files">Further files, or others in place of its own.</param>
    public static void Install(string dataDirectory, string model, string task = "layout-detection", params IReadOnlyList<(string Path, byte[] Content)> files)
    {
        var folder = Path.Combine(dataDirectory, "models", model);
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(Asset(model)))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        foreach (var (path, content) in files)
        {
            File.WriteAllBytes(Path.Combine(folder, path), content);
        }

        var manifest = new JsonObject
        {
            ["id"] = model, ["task"] = task, ["title"] = model, ["licence"] = "Apache-2.0", ["source"] = "made by a test", ["memory_bytes"] = 0,
            ["files"] = new JsonArray([.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(file => new JsonObject
            {
                ["path"] = Path.GetFileName(file), ["size"] = new FileInfo(file).Length, ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))),
            })]),
        };
        File.WriteAllText(Path.Combine(folder, "model.json"), manifest.ToJsonString());
    }
}
