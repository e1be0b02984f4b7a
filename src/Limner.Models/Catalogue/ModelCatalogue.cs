using System.Text.Json;
using System.Text.Json.Serialization;
using Limner.Models.Store;

namespace Limner.Models.Catalogue;

/// <summary>A model that can be downloaded.</summary>
/// <param name="Description">What it is good for, in a sentence or two.</param>
/// <param name="Licence">SPDX expression; whoever downloads it repeats it.</param>
/// <param name="LicenceAddress">Where it can be read.</param>
/// <param name="LicenceNote">Whose licence it is, where the publisher of the files names none.</param>
/// <param name="Repository">On the host of <c>models.base_address</c>, <c>OWNER/NAME</c>.</param>
/// <param name="Revision">A commit where one is known; else a branch, whose commit the host names when it is asked.</param>
internal sealed record CatalogueModel(
    [property: JsonRequired] string Id,
    [property: JsonRequired] string Task,
    [property: JsonRequired] string Title,
    [property: JsonRequired] string Description,
    [property: JsonRequired] string Licence,
    [property: JsonRequired] string LicenceAddress,
    string? LicenceNote,
    [property: JsonRequired] string Repository,
    [property: JsonRequired] string Revision,
    [property: JsonRequired] IReadOnlyList<CatalogueFile> Files)
{
    [JsonIgnore]
    public long AboutBytes => Files.Sum(file => file.AboutBytes);

    public string RepositoryOf(CatalogueFile file) => file.Repository ?? Repository;

    /// <summary>The model's own revision holds for its own repository alone.</summary>
    public string RevisionOf(CatalogueFile file) => file.Repository is null ? Revision : "main";
}

/// <summary>One file of a model that can be downloaded.</summary>
/// <param name="Path">Where it lies when it is installed.</param>
/// <param name="AboutBytes">How large it is, roughly: for people, for the free space that is asked for, and as a bound on what the host may announce.</param>
/// <param name="Source">Its path in the repository, where that is another.</param>
/// <param name="Repository">Its repository, where that is another.</param>
/// <param name="Sha256">Pinned; null where it could not be learned from two sources that do not depend on each other.</param>
internal sealed record CatalogueFile([property: JsonRequired] string Path, [property: JsonRequired] long AboutBytes, string? Source = null, string? Repository = null, string? Sha256 = null);

/// <summary>The models that can be downloaded, in the order they are shown. It comes with the program.</summary>
internal sealed class ModelCatalogue
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true };

    private readonly Dictionary<string, CatalogueModel> _byId;

    public ModelCatalogue()
    {
        using var stream = typeof(ModelCatalogue).Assembly.GetManifestResourceStream("catalogue.json")
            ?? throw new InvalidOperationException("The catalogue is not in the assembly.");
        Models = JsonSerializer.Deserialize<List<CatalogueModel>>(stream, Json) ?? throw new InvalidOperationException("The catalogue is empty.");
        if (Models.Any(model => !ModelPaths.IsId(model.Id) || model.Files.Count == 0 || !model.Files.All(file => ModelPaths.IsFile(file.Path))))
        {
            throw new InvalidOperationException("The catalogue has an entry that could not be installed.");
        }

        _byId = Models.ToDictionary(model => model.Id, StringComparer.Ordinal);
    }

    public IReadOnlyList<CatalogueModel> Models { get; }

    public CatalogueModel? Find(string id) => _byId.GetValueOrDefault(id);
}
