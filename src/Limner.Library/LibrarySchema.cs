using Limner.Library.Sharing;
using Limner.Library.Sidecars;
using Limner.Library.Trash;
using Limner.Library.Upload;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Limner.Library;

internal sealed class LibrarySchema : ISchemaModule
{
    public void Configure(ModelBuilder model)
    {
        model.Entity<FolderRow>(folder =>
        {
            folder.ToTable("folders");
            folder.Property(row => row.State).HasConversion(new LowerCaseEnum<FolderState>());
            folder.Property(row => row.Absence).HasConversion(new LowerCaseEnum<FolderAbsence>());
            folder.HasIndex(row => row.Path).IsUnique();
        });
        model.Entity<FolderShareRow>(share =>
        {
            share.ToTable("folder_shares");
            share.Property(row => row.Access).HasConversion(new LowerCaseEnum<FolderAccess>());
            share.HasOne<FolderRow>().WithMany().HasForeignKey(row => row.FolderId);
        });
        model.Entity<ContentRow>(content =>
        {
            content.ToTable("contents");
            content.HasIndex(row => row.Sha256).IsUnique();
        });
        model.Entity<DerivationRow>(derivation =>
        {
            derivation.ToTable("derivations");
            derivation.HasKey(row => new { row.ContentId, row.Kind });
            derivation.HasOne<ContentRow>().WithMany().HasForeignKey(row => row.ContentId);
        });
        model.Entity<ImageRow>(image =>
        {
            image.ToTable("images");

            // Named here too because EF then orders an update that frees a pair before the insert that takes it.
            image.HasIndex(row => new { row.OwnerId, row.ContentId }).IsUnique().HasFilter("removed_at IS NULL");
            image.HasOne<ContentRow>().WithMany().HasForeignKey(row => row.ContentId);
        });
        model.Entity<AlbumRow>(album =>
        {
            album.ToTable("albums");
            album.Property(row => row.Sort).HasConversion(new LowerCaseEnum<AlbumSort>());
            album.HasOne<AlbumRow>().WithMany().HasForeignKey(row => row.ParentId).OnDelete(DeleteBehavior.SetNull);
            album.HasOne<FolderRow>().WithMany().HasForeignKey(row => row.FolderId);
        });
        model.Entity<AlbumImageRow>(member =>
        {
            member.ToTable("album_images");
            member.HasKey(row => new { row.AlbumId, row.ImageId });
            member.HasOne<AlbumRow>().WithMany().HasForeignKey(row => row.AlbumId);
            member.HasOne<ImageRow>().WithMany().HasForeignKey(row => row.ImageId);
        });
        model.Entity<AlbumShareRow>(share =>
        {
            share.ToTable("album_shares");
            share.Property(row => row.Access).HasConversion(new LowerCaseEnum<FolderAccess>());
            share.HasOne<AlbumRow>().WithMany().HasForeignKey(row => row.AlbumId);
        });

        // Both kinds of pictures of an album: written out in AlbumMemberRow.
        model.Entity<AlbumMemberRow>().HasNoKey().ToTable((string?)null);
        model.Entity<ImageMarkRow>(mark =>
        {
            mark.ToTable("image_marks");
            mark.HasKey(row => new { row.UserId, row.ImageId });
            mark.HasOne<ImageRow>().WithMany().HasForeignKey(row => row.ImageId);
        });
        model.Entity<ImageLocationRow>(location =>
        {
            location.ToTable("image_locations");
            location.HasKey(row => row.ImageId);
            location.HasOne<ImageRow>().WithMany().HasForeignKey(row => row.ImageId);
        });
        model.Entity<ImageFileRow>(file =>
        {
            file.ToTable("image_files");
            file.Property(row => row.State).HasConversion(new LowerCaseEnum<ImageFileState>());
            file.HasOne<FolderRow>().WithMany().HasForeignKey(row => row.FolderId);
            file.HasOne<ImageRow>().WithMany().HasForeignKey(row => row.ImageId).OnDelete(DeleteBehavior.SetNull);
        });
        model.Entity<FileErasureRow>(erasure =>
        {
            erasure.ToTable("file_erasures");
            erasure.HasKey(row => row.FileId);
            erasure.HasOne<ImageFileRow>().WithOne().HasForeignKey<FileErasureRow>(row => row.FileId);
        });
        model.Entity<AbandonedContentRow>(content =>
        {
            content.ToTable("abandoned_contents");
            content.HasKey(row => row.ContentId);
            content.HasOne<ContentRow>().WithOne().HasForeignKey<AbandonedContentRow>(row => row.ContentId);
        });
        model.Entity<UploadRow>(upload =>
        {
            upload.ToTable("uploads");
            upload.Property(row => row.State).HasConversion(new LowerCaseEnum<UploadState>());
            upload.HasOne<ImageFileRow>().WithMany().HasForeignKey(row => row.FileId).OnDelete(DeleteBehavior.SetNull);
            upload.HasOne<ImageRow>().WithMany().HasForeignKey(row => row.ImageId).OnDelete(DeleteBehavior.SetNull);
        });
        ConfigureMetadata(model);
    }

    private static void ConfigureMetadata(ModelBuilder model)
    {
        model.Entity<ContentDescriptionRow>(description =>
        {
            description.ToTable("content_descriptions");
            description.HasKey(row => row.ContentId);
            description.HasOne<ContentRow>().WithOne().HasForeignKey<ContentDescriptionRow>(row => row.ContentId);
        });
        model.Entity<SidecarRow>(sidecar =>
        {
            sidecar.ToTable("sidecars");
            sidecar.HasKey(row => row.FileId);
            sidecar.Property(row => row.State).HasConversion(new LowerCaseEnum<SidecarState>());
            sidecar.HasOne<ImageFileRow>().WithOne().HasForeignKey<SidecarRow>(row => row.FileId);
        });
        model.Entity<SidecarMarkRow>(mark =>
        {
            mark.ToTable("sidecar_marks");
            mark.HasKey(row => row.FileId);
            mark.HasOne<ImageFileRow>().WithOne().HasForeignKey<SidecarMarkRow>(row => row.FileId);
        });
        model.Entity<SidecarWriteRow>(write =>
        {
            write.ToTable("sidecar_writes");
            write.HasKey(row => row.FileId);
            write.HasOne<ImageFileRow>().WithOne().HasForeignKey<SidecarWriteRow>(row => row.FileId);
        });
        model.Entity<ImageEditRow>(edit =>
        {
            edit.ToTable("image_edits");
            edit.HasKey(row => row.ImageId);
            edit.HasOne<ImageRow>().WithOne().HasForeignKey<ImageEditRow>(row => row.ImageId);
        });
        model.Entity<ModelDescriptionRow>(description =>
        {
            description.ToTable("model_descriptions");
            description.HasKey(row => row.ImageId);
            description.HasOne<ImageRow>().WithOne().HasForeignKey<ModelDescriptionRow>(row => row.ImageId);
            description.HasOne<ContentRow>().WithMany().HasForeignKey(row => row.ContentId);
        });
        model.Entity<ModelDescriptionReviewRow>(review =>
        {
            review.ToTable("model_description_reviews");
            review.HasKey(row => new { row.ImageId, row.Model });
            review.Property(row => row.Verdict).HasConversion(new LowerCaseEnum<DescriptionVerdict>());
            review.HasOne<ImageRow>().WithMany().HasForeignKey(row => row.ImageId);
        });
        model.Entity<ImageValuesRow>(values =>
        {
            values.ToTable("image_values");
            values.HasKey(row => row.ImageId);
            values.HasOne<ImageRow>().WithOne().HasForeignKey<ImageValuesRow>(row => row.ImageId);
        });
    }

    private sealed class LowerCaseEnum<TEnum>() : ValueConverter<TEnum, string>(
        value => value.ToString().ToLowerInvariant(),
        text => Enum.Parse<TEnum>(text, ignoreCase: true))
        where TEnum : struct, Enum;
}
