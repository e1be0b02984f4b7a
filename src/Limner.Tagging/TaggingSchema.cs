using Limner.Library;
using Limner.Storage;
using Limner.Tagging.Detections;
using Limner.Tagging.Operations;
using Limner.Tagging.Vocabularies;
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
            text.Property(row => row.State).HasConversion(new EnumToLowerCase<TextState>());
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
            tag.HasOne<TagRow>().WithMany().HasForeignKey(row => row.ParentId);
        });
        model.Entity<ImageTagRow>(tag =>
        {
            tag.ToTable("image_tags");
            tag.HasKey(row => new { row.ImageId, row.TagId, row.Source, row.Model });
            tag.Property(row => row.Source).HasConversion(new EnumToLowerCase<TagSource>());
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
        model.Entity<SuggestedTagRow>(suggested =>
        {
            suggested.ToTable("suggested_tags");
            suggested.HasKey(row => new { row.ImageId, row.Model, row.NameKey });
            suggested.HasOne<ImageRow>().WithMany().HasForeignKey(row => row.ImageId);
            suggested.HasOne<ContentRow>().WithMany().HasForeignKey(row => row.ContentId);
        });
        model.Entity<VocabularyRow>(vocabulary =>
        {
            vocabulary.ToTable("vocabularies");
            vocabulary.HasKey(row => row.OwnerId);
            vocabulary.Property(row => row.OwnerId).ValueGeneratedNever();
        });
        model.Entity<VocabularyWordRow>(word =>
        {
            word.ToTable("vocabulary_words");
            word.HasKey(row => new { row.OwnerId, row.NameKey });
            word.HasOne<TagRow>().WithMany().HasForeignKey(row => row.TagId);
        });
        model.Entity<VocabularyImageRow>(image =>
        {
            image.ToTable("vocabulary_images");
            image.HasKey(row => new { row.OwnerId, row.ImageId });
        });
        model.Entity<TagAncestorRow>(ancestor =>
        {
            ancestor.ToTable("tag_ancestors");
            ancestor.HasKey(row => new { row.TagId, row.AncestorId });
            ancestor.HasOne<TagRow>().WithMany().HasForeignKey(row => row.TagId);
            ancestor.HasOne<TagRow>().WithMany().HasForeignKey(row => row.AncestorId);
        });
        model.Entity<TagOperationRow>(operation =>
        {
            operation.ToTable("tag_operations");
            operation.Property(row => row.Kind).HasConversion(new EnumToLowerCase<TagOperationKind>());
            operation.Property(row => row.State).HasConversion(new EnumToLowerCase<TagOperationState>());
        });
        model.Entity<TagOperationImageRow>(image =>
        {
            image.ToTable("tag_operation_images");
            image.HasKey(row => new { row.OperationId, row.ImageId });
            image.Property(row => row.State).HasConversion(new EnumToLowerCase<TagOperationImageState>());
            image.HasOne<TagOperationRow>().WithMany().HasForeignKey(row => row.OperationId);
        });
        model.Entity<TagReviewRow>(review =>
        {
            review.ToTable("tag_reviews");
            review.HasKey(row => new { row.ImageId, row.TagId, row.Model });
            review.Property(row => row.Verdict).HasConversion(new EnumToLowerCase<TagVerdict>());
            review.HasOne<ImageRow>().WithMany().HasForeignKey(row => row.ImageId);
            review.HasOne<TagRow>().WithMany().HasForeignKey(row => row.TagId);
        });
    }

    private sealed class EnumToLowerCase<T>() : ValueConverter<T, string>(
        value => value.ToString().ToLowerInvariant(),
        text => Enum.Parse<T>(text, ignoreCase: true))
        where T : struct, Enum;
}
