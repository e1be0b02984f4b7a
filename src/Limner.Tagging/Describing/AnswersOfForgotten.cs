using Limner.Library;
using Limner.Storage;
using Limner.Storage.Events;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Describing;

/// <summary>Deletes what models answered about contents that nobody shows any more.</summary>
internal sealed class AnswersOfForgotten : IDomainEventHandler<ContentsForgotten>
{
    public Task HandleAsync(ContentsForgotten message, LimnerDb db, CancellationToken cancellation)
    {
        var ids = message.ContentIds;
        return db.Set<ModelAnswerRow>().Where(answer => EF.Parameter(ids).Contains(answer.ContentId)).ExecuteDeleteAsync(cancellation);
    }
}
