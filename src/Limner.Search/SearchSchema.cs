using System.Text.Json;
using Limner.Library;
using Limner.Search.Bulk;
using Limner.Search.Duplicates;
using Limner.Search.Indexing;
using Limner.Search.Querying;
using Limner.Search.Querying.Conditions;
using Limner.Search.Saving;
using Limner.Search.Vectors;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Limner.Search;

internal sealed class SearchSchema : ISchemaModule
{
    public void Configure(ModelBuilder model)
    {
        model.Entity<SearchStateRow>().ToTable("search_state");

        // The virtual table itself is not mapped: FTS5's syntax and its rank column are written out in SearchHitRow.
        model.Entity<SearchHitRow>().HasNoKey().ToTable((string?)null);
        MonthOf.Register(model);
        model.Entity<SavedSearchRow>().ToTable("saved_searches");
        model.Entity<ImagePersonRow>(person =>
        {
            person.ToTable("image_people");
            person.HasKey(row => new { row.Key, row.ImageId });
        });
        model.Entity<ContentColourRow>(colour =>
        {
            colour.ToTable("content_colours");
            colour.HasKey(row => new { row.Colour, row.ContentId });
        });
        model.Entity<BulkEditRow>(edit =>
        {
            edit.ToTable("bulk_edits");
            edit.Property(row => row.State).HasConversion(new SnakeCaseEnum<BulkEditState>());
        });
        model.Entity<BulkEditActionRow>(action =>
        {
            action.ToTable("bulk_edit_actions");
            action.HasKey(row => new { row.EditId, row.Place });
            action.Property(row => row.Kind).HasConversion(new SnakeCaseEnum<BulkActionKind>());
            action.Ignore(row => row.Action);
            action.HasOne<BulkEditRow>().WithMany().HasForeignKey(row => row.EditId);
        });
        model.Entity<BulkEditImageRow>(image =>
        {
            image.ToTable("bulk_edit_images");
            image.HasKey(row => new { row.EditId, row.ImageId });
            image.Property(row => row.State).HasConversion(new SnakeCaseEnum<BulkImageState>());
        });
        model.Entity<VectorSpaceRow>().ToTable("vector_spaces");
        model.Entity<VectorRow>(vector =>
        {
            vector.ToTable("vectors");
            vector.HasKey(row => new { row.SpaceId, row.ContentId });
            vector.HasOne<VectorSpaceRow>().WithMany().HasForeignKey(row => row.SpaceId);
        });
        model.Entity<VectorRemovalRow>(removal =>
        {
            removal.ToTable("vector_removals");
            removal.HasKey(row => new { row.SpaceId, row.ContentId });
            removal.HasOne<VectorSpaceRow>().WithMany().HasForeignKey(row => row.SpaceId);
        });
        model.Entity<BulkEditChangeRow>(change =>
        {
            change.ToTable("bulk_edit_changes");
            change.HasKey(row => new { row.EditId, row.ImageId, row.Place });
        });
        ConfigureDuplicates(model);
    }

    private static void ConfigureDuplicates(ModelBuilder model)
    {
        model.Entity<DuplicatePlaceRow>(place =>
        {
            place.ToTable("duplicate_places");
            place.HasKey(row => row.ImageId);
            place.Property(row => row.ImageId).ValueGeneratedNever();
        });
        model.Entity<DuplicateMemberRow>(member =>
        {
            member.ToTable("duplicate_members");
            member.HasKey(row => new { row.ImageId, row.Kind });
            member.Property(row => row.Kind).HasConversion(new SnakeCaseEnum<GroupKind>());
        });
        model.Entity<DuplicateDismissalRow>(dismissal =>
        {
            dismissal.ToTable("duplicate_dismissals");
            dismissal.HasKey(row => new { row.ImageId, row.EditId, row.Place });
        });
        model.Entity<DuplicateChoiceRow>(choice =>
        {
            choice.ToTable("duplicate_choices");
            choice.HasKey(row => new { row.EditId, row.ImageId });
        });
    }

    /// <summary>As the tables spell it; read by what the same enum writes.</summary>
    private sealed class SnakeCaseEnum<TEnum>() : ValueConverter<TEnum, string>(
        value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()),
        text => Enum.Parse<TEnum>(text.Replace("_", "", StringComparison.Ordinal), ignoreCase: true))
        where TEnum : struct, Enum;
}
