using System.Text.Json.Serialization;

namespace Limner.Models.Store;

/// <summary>What is known of a model without opening it: one JSON file, <c>ID.json</c>, beside the model's files.</summary>
/// <param name="Id">Lower-case letters, digits, dots and dashes; the manifest's file name.</param>
/// <param name="Task">What it does: <c>object-detection</c>, ...</param>
/// <param name="Title">For people.</param>
/// <param name="Licence">SPDX identifier.</param>
/// <param name="Source">Where the files come from and how they were made.</param>
/// <param name="MemoryBytes">What a loaded session holds after a run, measured; 0 when unknown, then twice the files' size is assumed.</param>
/// <param name="Files">The first is the ONNX model; others are what it refers to.</param>
/// <param name="DynamicShapes">Runs differ in the shapes of their inputs: nothing is then planned ahead for shapes that would hardly come again.</param>
public sealed record ModelManifest(
    [property: JsonRequired] string Id,
    [property: JsonRequired] string Task,
    [property: JsonRequired] string Title,
    [property: JsonRequired] string Licence,
    [property: JsonRequired] string Source,
    long MemoryBytes,
    [property: JsonRequired] IReadOnlyList<ModelFile> Files,
    bool DynamicShapes = false)
{
    /// <summary>What a session of this model is counted with against the memory budget.</summary>
    [JsonIgnore]
    public long CountedBytes => MemoryBytes > 0 ? MemoryBytes : 2 * Files.Sum(file => file.Size);
}

/// <summary>One file of a model.</summary>
/// <param name="Path">A plain file name: every file lies in the model's own directory.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
public sealed record ModelFile([property: JsonRequired] string Path, [property: JsonRequired] long Size, [property: JsonRequired] string Sha256);
