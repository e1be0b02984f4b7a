using System.Text.Json;
using System.Text.Json.Serialization;
using Limner.Models.Catalogue;
using Limner.Models.Store;

namespace Limner.Models.Installing;

/// <summary>
/// What the host announced when the download began, kept beside the growing files: a restart goes on with the same versions of the same files, and holds them to the same sizes
/// and hashes.
/// </summary>
internal sealed record DownloadPlan([property: JsonRequired] string BaseAddress, [property: JsonRequired] IReadOnlyList<PlannedFile> Files)
{
    private const string FileName = "plan.json";
    private const long MaximumBytes = 1 << 20;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true };

    [JsonIgnore]
    public long TotalBytes => Files.Sum(file => file.Size);

    /// <summary>The plan in the folder; null when there is none that fits: it is of another host, of another version of the catalogue, or cannot be read.</summary>
    public static DownloadPlan? Read(string folder, Uri baseAddress, CatalogueModel model)
    {
        try
        {
            var file = new FileInfo(Path.Join(folder, FileName));
            var plan = file is { Exists: true, Length: <= MaximumBytes } ? JsonSerializer.Deserialize<DownloadPlan>(File.ReadAllBytes(file.FullName), Json) : null;
            return plan is not null && plan.BaseAddress == baseAddress.AbsoluteUri && plan.Files.Select(planned => planned.Path).SequenceEqual(model.Files.Select(part => part.Path))
                ? plan
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Write(string folder) => ModelStaging.WriteWhole(Path.Join(folder, FileName), JsonSerializer.SerializeToUtf8Bytes(this, Json));
}

/// <param name="Path">In the model's folder.</param>
/// <param name="Address">With the commit, where one is known: what it names does not change.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">Null: nobody has named it.</param>
/// <param name="Trust">Who named it.</param>
internal sealed record PlannedFile(
    [property: JsonRequired] string Path, [property: JsonRequired] Uri Address, [property: JsonRequired] long Size, string? Sha256, [property: JsonRequired] FileTrust Trust)
{
    /// <summary>The server's name for the version of which there is a part.</summary>
    public string? Tag { get; init; }
}
