using System.Security.Cryptography;
using System.Text.Json;
using Limner.ModelBuilder.Onnx;

namespace Limner.Models.Tests;

/// <summary>A temporary directory of small models, each with its manifest.</summary>
internal sealed class ModelDirectory : IDisposable
{
    public const int Megabyte = 1 << 20;

    public string Path { get; } = Directory.CreateTempSubdirectory("limner-models-").FullName;

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

    public string FileOf(string id) => System.IO.Path.Combine(Path, id + ".onnx");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
