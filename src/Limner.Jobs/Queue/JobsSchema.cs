using System.Text.Json;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Limner.Jobs.Queue;

internal sealed class JobsSchema : ISchemaModule
{
    public void Configure(ModelBuilder model)
    {
        model.Entity<JobRow>(job =>
        {
            job.ToTable("jobs").HasKey(row => row.Id);
            job.Property(row => row.State).HasConversion(new ValueConverter<JobState, string>(
                state => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString()),
                text => Enum.Parse<JobState>(text, true)));
        });
        model.Entity<JobQueueRow>().ToTable("job_queues").HasKey(row => row.Kind);
    }
}
