using System.Text.Json.Serialization;
using Limner.Jobs;
using Limner.Kernel.Json;
using Limner.Models.Store;

namespace Limner.Models.Endpoints;

/// <summary>How a model stands.</summary>
[JsonConverter(typeof(ExactEnumConverter))]
internal enum ModelState
{
    /// <summary>It comes with the server.</summary>
    BuiltIn,

    Installed,

    /// <summary>It is there and cannot be used.</summary>
    Broken,

    /// <summary>It is being downloaded or copied, or waits for that.</summary>
    Installing,

    /// <summary>It can be downloaded; part of it may be there already.</summary>
    Available,
}

/// <summary>A model.</summary>
/// <param name="Task">What it does: <c>object-detection</c>, <c>image-text-embedding</c>, ...</param>
/// <param name="UsedFor">That, for people.</param>
/// <param name="Description">What it is good for; null where nobody wrote that down.</param>
/// <param name="Licence">SPDX expression.</param>
/// <param name="LicenceAddress">Where the licence can be read.</param>
/// <param name="LicenceNote">Whose licence it is, where that needs saying.</param>
/// <param name="Source">Where the files come from.</param>
/// <param name="SizeBytes">Of all files; of what can be downloaded about so much.</param>
/// <param name="PartialBytes">What is there of a model that is not installed.</param>
/// <param name="LoadBytes">What its largest part is counted with in memory; null where that is not known.</param>
/// <param name="IsLoaded">Whether it is in memory at the moment.</param>
/// <param name="Error">Why it is broken, or cannot be painted with; of an installed one, what it failed with when it was used last.</param>
/// <param name="Job">The job that installs it, or did last; not of models that are installed.</param>
internal sealed record ModelView(
    string Id,
    string Title,
    ModelState State,
    string? Task,
    string? UsedFor,
    string? Description,
    string? Licence,
    string? LicenceAddress,
    string? LicenceNote,
    string? Source,
    long SizeBytes,
    long PartialBytes,
    long? LoadBytes,
    bool IsLoaded,
    DateTimeOffset? InstalledAt,
    IReadOnlyList<ModelFileView> Files,
    JobError? Error,
    JobView? Job)
{
    /// <summary>What it can paint; only of painting models that are installed and sound.</summary>
    public PaintingAbilities? Painting { get; init; }
}

/// <summary>One file of a model.</summary>
/// <param name="Sha256">Of what can be downloaded, only where the catalogue pins it.</param>
/// <param name="Trust">What vouched for it when it was installed; null for models that come with the server.</param>
internal sealed record ModelFileView(string Path, long SizeBytes, string? Sha256, FileTrust? Trust);

/// <summary>All models, and the room there is.</summary>
/// <param name="Items">Built in, installed, and what can be downloaded.</param>
/// <param name="DiskUsedBytes">By installed models and parts of such.</param>
/// <param name="DiskFreeBytes">Of the disk of the data directory; null when it does not say.</param>
/// <param name="MemoryBudgetBytes">What loaded models may hold together.</param>
/// <param name="DownloadHost">Where models are downloaded from.</param>
/// <param name="ImportFolders">Folders below which models may be imported; told to administrators alone.</param>
internal sealed record ModelsView(
    IReadOnlyList<ModelView> Items, long DiskUsedBytes, long? DiskFreeBytes, long MemoryBudgetBytes, string DownloadHost, IReadOnlyList<string> ImportFolders);

/// <param name="AcceptLicence">The model's licence, as the list names it.</param>
internal sealed record ModelDownloadRequest(string? AcceptLicence);

/// <param name="Path">The folder on the server, below one of those that are allowed.</param>
/// <param name="Id">Under which it is installed; without it the folder's name. Not for folders with a <c>model.json</c> that says another.</param>
/// <param name="Licence">SPDX expression, where neither a <c>model.json</c> nor the catalogue names one.</param>
internal sealed record ModelImportRequest(string? Path, string? Id = null, string? Licence = null);
