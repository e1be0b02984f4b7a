using Limner.Library.Sharing;
using Limner.Library.Trash;
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
    }

    private sealed class LowerCaseEnum<TEnum>() : ValueConverter<TEnum, string>(
        value => value.ToString().ToLowerInvariant(),
        text => Enum.Parse<TEnum>(text, ignoreCase: true))
        where TEnum : struct, Enum;
}
