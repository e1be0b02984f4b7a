using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Limner.Documents.Storing;

internal sealed class DocumentsSchema : ISchemaModule
{
    public void Configure(ModelBuilder model)
    {
        model.Entity<DocumentRow>(document =>
        {
            document.ToTable("documents");
            document.Property(row => row.Kind).HasConversion(new LowerCaseEnum<DocumentKind>());
            document.Property(row => row.State).HasConversion(new LowerCaseEnum<DocumentState>());
            document.HasOne<FolderRow>().WithMany().HasForeignKey(row => row.FolderId);
        });
        model.Entity<DocumentPageRow>(page =>
        {
            page.ToTable("document_pages");
            page.Property(row => row.State).HasConversion(new LowerCaseEnum<PageState>());
            page.HasOne<DocumentRow>().WithMany().HasForeignKey(row => row.DocumentId);
        });
        model.Entity<DocumentOutlineRow>(outline =>
        {
            outline.ToTable("document_outlines");
            outline.HasKey(row => row.DocumentId);
            outline.Property(row => row.DocumentId).ValueGeneratedNever();
            outline.HasOne<DocumentRow>().WithOne().HasForeignKey<DocumentOutlineRow>(row => row.DocumentId);
        });
        model.Entity<DocumentFolderRow>(folder =>
        {
            folder.ToTable("document_folders");
            folder.HasKey(row => row.FolderId);
            folder.HasOne<FolderRow>().WithOne().HasForeignKey<DocumentFolderRow>(row => row.FolderId);
        });
    }

    private sealed class LowerCaseEnum<T>() : ValueConverter<T, string>(
        value => value.ToString().ToLowerInvariant(),
        text => Enum.Parse<T>(text, ignoreCase: true))
        where T : struct, Enum;
}
