using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Upload;

/// <summary>Where an upload stands, as the API tells it.</summary>
internal enum UploadProgress
{
    /// <summary>Bytes are awaited.</summary>
    Receiving,

    /// <summary>All bytes are here, and the folder could not take them yet: sending an empty part tries again.</summary>
    Received,

    /// <summary>In its folder. Its image is there as soon as it has been read.</summary>
    Stored,

    /// <summary>The same picture was there already, and this one was not kept.</summary>
    Duplicate,

    /// <summary>Not taken, for the reason in <c>error</c>.</summary>
    Refused,
}

/// <summary>Why a file was not taken.</summary>
/// <param name="Code">Of the error catalogue.</param>
internal sealed record UploadError(string Code, string Title, string? Detail, string Remedy)
{
    public static UploadError From(Failure failure) => new(failure.Error.Code, failure.Error.Title, failure.Detail, failure.Error.Remedy);
}

/// <summary>An upload as the API shows it, to its sender alone.</summary>
/// <param name="Id"><c>upl_…</c></param>
/// <param name="FolderId"><c>fld_…</c></param>
/// <param name="Path">Below the folder: where it lies when it is stored, else as it was asked for.</param>
/// <param name="Length">Bytes in all, if that is known.</param>
/// <param name="Offset">Bytes that are here.</param>
/// <param name="ImageId">The picture it became, or the one that was there already; null until it has been read.</param>
/// <param name="ExpiresAt">When it is forgotten, unless it is gone on with.</param>
internal sealed record UploadView(
    string Id, UploadProgress State, string FolderId, string Path, string Name, long? Length, long Offset, string? ImageId, UploadError? Error,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, DateTimeOffset ExpiresAt);

/// <summary>Uploads with the images they became, in two queries however many there are.</summary>
internal sealed class UploadQueries(Visibility visibility, Uploads uploads)
{
    public async Task<IReadOnlyList<UploadView>> ViewAsync(LimnerDb db, long userId, IReadOnlyList<UploadRow> rows, CancellationToken cancellation)
    {
        var fileIds = rows.Where(row => row.FileId is not null).Select(row => row.FileId!.Value).Distinct().ToList();
        var files = await db.Set<ImageFileRow>().Where(file => EF.Parameter(fileIds).Contains(file.Id) && (file.ImageId != null || file.ErrorCode != null))
            .Select(file => new { file.Id, file.ImageId, file.State, file.ErrorCode, file.ErrorDetail })
            .ToDictionaryAsync(file => file.Id, cancellation);
        var imageIds = rows.Select(row => row.ImageId).Concat(files.Values.Select(file => file.ImageId)).OfType<long>().Distinct().ToList();
        var visible = await visibility.VisibleTo(db, userId, imageIds).Select(image => image.Id).ToHashSetAsync(cancellation);
        return [.. rows.Select(row =>
        {
            var file = row.FileId is { } id ? files.GetValueOrDefault(id) : null;
            var image = row.ImageId ?? file?.ImageId;

            // Stored, and then found to be damaged: who sent it wants to know.
            var code = row.ErrorCode ?? (file?.State == ImageFileState.Failed ? file.ErrorCode : null);
            return new UploadView(
                PublicId.Format(IdPrefixes.Upload, row.Id),
                Progress(row),
                FolderView.PublicIdOf(row.FolderId),
                row.PlacedPath ?? row.Path,
                UploadPaths.NameOf(row.PlacedPath ?? row.Path),
                row.Length,
                uploads.OffsetOf(row),
                image is { } number && visible.Contains(number) ? PublicId.Format(IdPrefixes.Image, number) : null,
                code is null ? null : UploadError.From(ErrorCatalogue.Find(code).With(row.ErrorDetail ?? file?.ErrorDetail)),
                row.CreatedAt,
                row.UpdatedAt,
                row.ExpiresAt);
        })];
    }

    private UploadProgress Progress(UploadRow row) => row.State switch
    {
        UploadState.Receiving when row.Length is null || uploads.OffsetOf(row) < row.Length => UploadProgress.Receiving,
        UploadState.Receiving or UploadState.Placing => UploadProgress.Received,
        UploadState.Stored => UploadProgress.Stored,
        UploadState.Duplicate => UploadProgress.Duplicate,
        _ => UploadProgress.Refused,
    };
}
