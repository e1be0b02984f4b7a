using System.Text.Json;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Limner.Generation.Queue;

internal sealed class GenerationsSchema : ISchemaModule
{
    public void Configure(ModelBuilder model)
    {
        model.Entity<GenerationRow>(generation =>
        {
            generation.ToTable("generations").HasKey(row => row.Id);
            generation.Ignore(row => row.HasInitImage);
            generation.Property(row => row.State).HasConversion(new ValueConverter<QueueState, string>(
                state => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString()),
                text => Enum.Parse<QueueState>(text, true)));
        });
        model.Entity<GenerationImageRow>(image =>
        {
            image.ToTable("generation_images").HasKey(row => new { row.GenerationId, row.Number });
            image.HasOne<GenerationRow>().WithMany().HasForeignKey(row => row.GenerationId);
        });
        model.Entity<GenerationMakerRow>(maker =>
        {
            maker.ToTable("generation_makers").HasKey(row => row.OwnerId);
            maker.Property(row => row.OwnerId).ValueGeneratedNever();
        });
        model.Entity<GenerationPaceRow>().ToTable("generation_paces").HasKey(row => new { row.Model, row.Width, row.Height, row.Guided, row.Threads });
    }
}
