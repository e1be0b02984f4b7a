using System.Text.Json;
using Limner.Library;
using Limner.Storage;
using Limner.Tagging.Prompts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Limner.Tagging.Describing;

internal sealed class DescribingSchema : ISchemaModule
{
    public void Configure(ModelBuilder model)
    {
        model.Entity<PromptRow>().ToTable("prompts");
        model.Entity<PromptVersionRow>(version =>
        {
            version.ToTable("prompt_versions");
            version.HasIndex(row => new { row.PromptId, row.Number }).IsUnique();
            version.HasOne<PromptRow>().WithMany().HasForeignKey(row => row.PromptId);
        });
        model.Entity<ModelAnswerRow>(answer =>
        {
            answer.ToTable("model_answers");
            answer.HasIndex(row => new { row.OwnerId, row.ContentId, row.Model, row.PromptVersionId, row.Parameters }).IsUnique();
            answer.HasOne<ContentRow>().WithMany().HasForeignKey(row => row.ContentId);
            answer.HasOne<PromptVersionRow>().WithMany().HasForeignKey(row => row.PromptVersionId);
        });
        model.Entity<DescriptionRunRow>(run =>
        {
            run.ToTable("description_runs");
            run.Property(row => row.State).HasConversion(new SnakeCaseEnum<DescriptionRunState>());
            run.Property(row => row.Origin).HasConversion(new SnakeCaseEnum<DescriptionOrigin>());
            run.HasOne<PromptVersionRow>().WithMany().HasForeignKey(row => row.PromptVersionId);
        });
        model.Entity<DescriptionRunImageRow>(image =>
        {
            image.ToTable("description_run_images");
            image.HasKey(row => new { row.RunId, row.ImageId });
            image.Property(row => row.State).HasConversion(new SnakeCaseEnum<DescriptionImageState>());
            image.HasOne<DescriptionRunRow>().WithMany().HasForeignKey(row => row.RunId);
        });
        model.Entity<DescriptionSettingsRow>(settings =>
        {
            settings.ToTable("description_settings");
            settings.HasKey(row => row.UserId);
            settings.Property(row => row.UserId).ValueGeneratedNever();
            settings.HasOne<PromptRow>().WithMany().HasForeignKey(row => row.PromptId).OnDelete(DeleteBehavior.SetNull);
        });
        model.Entity<DescriptionTrialRow>().ToTable("description_trials");
        model.Entity<DescriptionTrialVariantRow>(variant =>
        {
            variant.ToTable("description_trial_variants");
            variant.HasKey(row => new { row.TrialId, row.Place });
            variant.HasOne<DescriptionTrialRow>().WithMany().HasForeignKey(row => row.TrialId);
        });
        model.Entity<DescriptionTrialAnswerRow>(answer =>
        {
            answer.ToTable("description_trial_answers");
            answer.HasKey(row => new { row.TrialId, row.ImageId, row.Place });
            answer.Property(row => row.State).HasConversion(new SnakeCaseEnum<DescriptionTrialState>());
            answer.HasOne<DescriptionTrialRow>().WithMany().HasForeignKey(row => row.TrialId);
        });
    }

    private sealed class SnakeCaseEnum<TEnum>() : ValueConverter<TEnum, string>(
        value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()),
        text => Enum.Parse<TEnum>(text.Replace("_", "", StringComparison.Ordinal), ignoreCase: true))
        where TEnum : struct, Enum;
}
