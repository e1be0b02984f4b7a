using System.Text.Json.Serialization;

namespace Limner.Models.Store;

/// <summary>What is known of a model without opening it: <c>ID.json</c> beside the files of a built-in model, <c>model.json</c> in the folder of an installed one.</summary>
/// <param name="Id">Lower-case letters, digits, dots, dashes and underscores; the manifest's file name, or its folder's.</param>
/// <param name="Task">What it does: <c>object-detection</c>, <see cref="ModelTasks.ImageTextEmbedding"/>, ...</param>
/// <param name="Title">For people.</param>
/// <param name="Licence">SPDX identifier.</param>
/// <param name="Source">Where the files come from and how they were made.</param>
/// <param name="MemoryBytes">What a loaded session holds after a run, measured (of all its ONNX files together, where there are several); 0 when unknown, then twice the files' size is assumed.</param>
/// <param name="Files">At least one. Of a model of a single ONNX file the first is that; others are what it refers to.</param>
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
    /// <summary>Exactly what was fetched, for installed models: an address with a revision, or the folder it was imported from.</summary>
    public string? Revision { get; init; }

    /// <summary>When it was installed.</summary>
    public DateTimeOffset? InstalledAt { get; init; }

    /// <summary>Whether it comes with the server or was installed; said by the place it was found at, not by the manifest.</summary>
    [JsonIgnore]
    public ModelOrigin Origin { get; init; }

    /// <summary>What a session of this model is counted with against the memory budget.</summary>
    [JsonIgnore]
    public long CountedBytes => MemoryBytes > 0 ? MemoryBytes : 2 * SizeOnDisk;

    /// <summary>All its files, in bytes.</summary>
    [JsonIgnore]
    public long SizeOnDisk => Files.Sum(file => file.Size);

    /// <summary>The file with this path, or null.</summary>
    public ModelFile? FileAt(string path) => Files.FirstOrDefault(file => file.Path == path);
}

/// <summary>One file of a model.</summary>
/// <param name="Path">
/// Below the model's folder: at most four plain names (letters, digits, dots, dashes and underscores, not beginning with a dot), separated by <c>/</c>. Of a built-in
/// model one lower-case name: they all lie in one folder.
/// </param>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
public sealed record ModelFile([property: JsonRequired] string Path, [property: JsonRequired] long Size, [property: JsonRequired] string Sha256)
{
    /// <summary>How the SHA-256 came to be known when the model was installed; null for built-in models, whose manifests come with the program.</summary>
    public FileTrust? Trust { get; init; }
}

/// <summary>Where a model was found.</summary>
public enum ModelOrigin
{
    BuiltIn,
    Installed,
}

/// <summary>What vouched for a file's content when it was installed. Ever after it is its SHA-256 alone.</summary>
[JsonConverter(typeof(Limner.Kernel.Json.ExactEnumConverter))]
public enum FileTrust
{
    /// <summary>The catalogue that comes with the program names the SHA-256.</summary>
    Pinned,

    /// <summary>The server it was fetched from announced the SHA-256 before it sent the file.</summary>
    Announced,

    /// <summary>Nothing did: what came the first time was taken, and is held to.</summary>
    FirstUse,

    /// <summary>The administrator who imported it from a folder.</summary>
    Imported,
}

/// <summary>Values of <see cref="ModelManifest.Task"/> that other modules look for.</summary>
public static class ModelTasks
{
    /// <summary>An image encoder and a text encoder into one space.</summary>
    public const string ImageTextEmbedding = "image-text-embedding";

    /// <summary>A diffusion pipeline in the folders of diffusers.</summary>
    public const string TextToImage = "text-to-image";

    /// <summary>Sees what is where on the picture of a page: titles, tables, figures, notes.</summary>
    public const string LayoutDetection = "layout-detection";
}
