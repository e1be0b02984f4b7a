using Limner.Jobs;
using Limner.Library;
using Limner.Storage;
using Limner.Storage.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Limner.Search.Duplicates;

/// <summary>Asks for <see cref="GroupDuplicatesJob"/> when there is something to compare, and forgets what is purged.</summary>
internal sealed class DuplicateTracking(IDatabase database, IJobQueue jobs) : BackgroundService, IDomainEventHandler<ImagesChanged>, IDomainEventHandler<ImagesRemoved>, IDomainEventHandler<ImagesPurged>
{
    public async Task HandleAsync(ImagesChanged message, LimnerDb db, CancellationToken cancellation)
    {
        // Tracked changes of the publisher that it has not saved yet would be missed by the query below.
        await db.SaveChangesAsync(cancellation);
        if (await DuplicatePlacing.Pending(db).AnyAsync(image => EF.Parameter(message.ImageIds).Contains(image.Id), cancellation))
        {
            await EnqueueAsync(db, cancellation);
        }
    }

    /// <summary>Images that only go out of sight stay what they are; if their rows go, those they led are compared anew.</summary>
    public async Task HandleAsync(ImagesRemoved message, LimnerDb db, CancellationToken cancellation)
    {
        await db.SaveChangesAsync(cancellation);
        if (await db.Set<DuplicateMemberRow>().AnyAsync(row => row.ImageId != row.LeaderId && EF.Parameter(message.ImageIds).Contains(row.LeaderId)
            && !db.Set<ImageRow>().Any(image => image.Id == row.LeaderId), cancellation))
        {
            await EnqueueAsync(db, cancellation);
        }
    }

    public async Task HandleAsync(ImagesPurged message, LimnerDb db, CancellationToken cancellation)
    {
        await db.Set<DuplicateDismissalRow>().Where(row => EF.Parameter(message.ImageIds).Contains(row.ImageId)).ExecuteDeleteAsync(cancellation);
        await db.Set<DuplicatePlaceRow>().Where(row => EF.Parameter(message.ImageIds).Contains(row.ImageId)).ExecuteDeleteAsync(cancellation);
        if (await db.Set<DuplicateMemberRow>().AnyAsync(row => EF.Parameter(message.ImageIds).Contains(row.LeaderId), cancellation))
        {
            await EnqueueAsync(db, cancellation);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The start need not wait for the look through all images.
        await Task.Yield();
        await using (var read = database.Read())
        {
            if (!await DuplicatePlacing.Pending(read).AnyAsync(stoppingToken)
                && !await read.Set<DuplicateMemberRow>().AnyAsync(row => !read.Set<DuplicatePlaceRow>().Any(place => place.ImageId == row.LeaderId), stoppingToken))
            {
                return;
            }
        }

        await database.WriteAsync(EnqueueAsync, stoppingToken);
    }

    private async Task EnqueueAsync(LimnerDb db, CancellationToken cancellation)
    {
        var active = await jobs.ActiveForSubjectsAsync(db, [GroupDuplicatesJob.Subject], GroupDuplicatesJob.JobKind, cancellation);
        await jobs.EnqueueAsync(db, GroupDuplicatesJob.New(active.GetValueOrDefault(GroupDuplicatesJob.Subject)), cancellation);
    }
}
