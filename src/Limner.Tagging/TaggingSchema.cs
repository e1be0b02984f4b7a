using Limner.Library;
using Limner.Storage;
using Limner.Tagging.Detections;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Limner.Tagging;

internal sealed class TaggingSchema : ISchemaModule
{
    public void Configure(ModelBuilder model)
    {
        model.Entity<DetectionRow>(detection =>
        {
            detection.ToTable("detections");
            detection.HasOne<ContentRow>().WithMany().HasForeignKey(row => row.ContentId);
        });
        model.Entity<ContentTextRow>(text =>
        {
            text.ToTable("content_texts");
            text.HasKey(row => row.ContentId);
            text.Property(row => row.State).HasConversion(new TextStateToLowerCase());
            text.HasOne<ContentRow>().WithOne().HasForeignKey<ContentTextRow>(row => row.ContentId);
        });
        model.Entity<TextLineRow>(line =>
        {
            line.ToTable("text_lines");
            line.HasOne<ContentRow>().WithMany().HasForeignKey(row => row.ContentId);
        });
        model.Entity<TagRow>(tag =>
        {
            tag.ToTable("tags");
            tag.HasIndex(row => new { row.OwnerId, row.NameKey }).IsUnique();
        });
        model.Entity<ImageTagRow>(tag =>
        {
            tag.ToTable("image_tags");
            tag.HasKey(row => new { row.ImageId, row.TagId, row.Source });
            tag.Property(row => row.Source).HasConversion(new EnumToLowerCase());
            tag.HasOne<ImageRow>().WithMany().HasForeignKey(row => row.ImageId);
            tag.HasOne<TagRow>().WithMany().HasForeignKey(row => row.TagId);
        });
        model.Entity<RejectedTagRow>(rejected =>
        {
            rejected.ToTable("rejected_tags");
            rejected.HasKey(row => new { row.ImageId, row.TagId });
            rejected.HasOne<ImageRow>().WithMany().HasForeignKey(row => row.ImageId);
            rejected.HasOne<TagRow>().WithMany().HasForeignKey(row => row.TagId);
        });
    }

    private sealed class TextStateToLowerCase() : ValueConverter<TextState, string>(
        state => state.ToString().ToLowerInvariant(),
        text => Enum.Parse<TextState>(text, ignoreCase: true));

    private sealed class EnumToLowerCase() : ValueConverter<TagSource, string>(
        source => source.ToString().ToLowerInvariant(),
        text => Enum.Parse<TagSource>(text, ignoreCase: true));
}
