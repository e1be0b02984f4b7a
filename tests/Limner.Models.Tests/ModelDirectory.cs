using System.Security.Cryptography;
using System.Text.Json;
using Limner.ModelBuilder.Onnx;

namespace Limner.Models.Tests;

/// <summary>A temporary directory of small models, each with its manifest.</summary>
internal sealed class ModelDirectory : IDisposable
{
    public const int Megabyte = 1 << 20;

    public string Path { get; } = Directory.CreateTempSubdirectory("limner-models-").FullName;

    /// <summary>Where installed models lie: a folder of the same directory, which is no manifest and therefore none of the built-in models.</summary>
    public string Installed => System.IO.Path.Join(Path, "installed");

    /// <summary>A model whose output is its input, four numbers, plus <paramref name="addend"/>.</summary>
    public void AddAdder(string id, float addend = 1, long memoryBytes = Megabyte)
    {
        var model = new OnnxModel(id);
        model.AddInput("x", [4]);
        model.AddInitializer("addend", [], [addend]);
        model.AddNode("y", "Add", ["x", "addend"]);
        model.AddOutput("y", [4]);
        Add(id, model.ToBytes(), memoryBytes);
    }

    /// <summary>A model that computes for many seconds: 400 convolutions over [1, 64, 128, 128].</summary>
    public void AddSlow(string id)
    {
        int[] shape = [1, 64, 128, 128];
        var model = new OnnxModel(id);
        model.AddInput("x", shape);
        model.AddInitializer("weights", [64, 64, 3, 3], new float[64 * 64 * 9]);
        var previous = "x";
        for (var i = 0; i < 400; i++)
        {
            var name = i == 399 ? "y" : $"layer{i}";
            model.AddNode(name, "Conv", [previous, "weights"], new OnnxAttribute("auto_pad", "SAME_UPPER"));
            previous = name;
        }

        model.AddOutput("y", shape);
        Add(id, model.ToBytes(), Megabyte);
    }

    public void Add(string id, byte[] model, long memoryBytes)
    {
        File.WriteAllBytes(FileOf(id), model);
        File.WriteAllText(System.IO.Path.Combine(Path, id + ".json"), JsonSerializer.Serialize(new
        {
            id,
            task = "test",
            title = id,
            licence = "Apache-2.0",
            source = "made by the test",
            memory_bytes = memoryBytes,
            files = new[] { new { path = id + ".onnx", size = model.Length, sha256 = Convert.ToHexStringLower(SHA256.HashData(model)) } },
        }));
    }

    /// <summary>Installs a model of several files, below <see cref="Installed"/>.</summary>
    public void Install(string id, long memoryBytes, params (string Path, byte[] Content)[] files)
    {
        foreach (var (path, content) in files)
        {
            var target = System.IO.Path.Join(Installed, id, path);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            File.WriteAllBytes(target, content);
        }

        Directory.CreateDirectory(System.IO.Path.Join(Installed, id));
        File.WriteAllText(System.IO.Path.Join(Installed, id, "model.json"), JsonSerializer.Serialize(new
        {
            id,
            task = "image-text-embedding",
            title = id,
            licence = "MIT",
            source = "made by the test",
            memory_bytes = memoryBytes,
            files = files.Select(file => new { path = file.Path, size = file.Content.Length, sha256 = Convert.ToHexStringLower(SHA256.HashData(file.Content)) }),
        }));
    }

    /// <summary>The bytes of a model whose output y is its input x, four numbers, plus numbers that are kept in another file.</summary>
    public static byte[] AdderWithWeightsIn(string location)
    {
        var model = new OnnxModel("external");
        model.AddInput("x", [4]);
        model.AddExternalInitializer("addend", [4], location);
        model.AddNode("y", "Add", ["x", "addend"]);
        model.AddOutput("y", [4]);
        return model.ToBytes();
    }

    /// <summary>The bytes of a model with two inputs, a and b, and two outputs, their sum and product.</summary>
    public static byte[] TwoOutputs()
    {
        var model = new OnnxModel("two");
        model.AddInput("a", [4]);
        model.AddInput("b", [4]);
        model.AddNode("sum", "Add", ["a", "b"]);
        model.AddNode("product", "Mul", ["a", "b"]);
        model.AddOutput("sum", [4]);
        model.AddOutput("product", [4]);
        return model.ToBytes();
    }

    public string FileOf(string id) => System.IO.Path.Combine(Path, id + ".onnx");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
