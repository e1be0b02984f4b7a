using Limner.Documents.Storing;
using Limner.Jobs;
using Limner.Kernel.Errors;

namespace Limner.Documents.Working;

/// <param name="DocumentId">What is left to be done with it is a question to the database.</param>
internal sealed record ReadDocumentPayload(long DocumentId);

/// <summary>Reads a document, or what is left of one: pages that wait. Each page is kept as it is read, so a killed server goes on at the page it was at.</summary>
internal sealed class ReadDocumentJob(DocumentReading reading, DocumentPasswords passwords) : IJobHandler
{
    public const string JobKind = "read_document";

    public string Kind => JobKind;

    /// <summary>A scan of hundreds of pages keeps no short document waiting.</summary>
    public int Concurrency => 2;

    public TimeSpan? Turn => TimeSpan.FromSeconds(20);

    public static NewJob For(DocumentRow document)
    {
        var id = DocumentAccess.PublicIdOf(document.Id);
        return new NewJob(JobKind, new ReadDocumentPayload(document.Id), $"Read {document.Name}", document.OwnerId, Subject: id, DeduplicationKey: $"{JobKind}:{id}");
    }

    public async Task RunAsync(JobContext job, CancellationToken cancellation)
    {
        var id = job.Payload<ReadDocumentPayload>().DocumentId;
        if (await reading.FindAsync(id, cancellation) is not { } document)
        {
            passwords.Forget(id);
            return;
        }

        try
        {
            await reading.RunAsync(document, job, cancellation);
            passwords.Forget(id);
        }
        catch (DocumentGoneException)
        {
            passwords.Forget(id);
        }
        catch (OperationCanceledException) when (!job.IsCancelledByPerson)
        {
            // It goes on where it was.
            throw;
        }
        catch (OperationCanceledException)
        {
            passwords.Forget(id);
            await reading.EndAsync(document, DocumentState.Cancelled, failure: null);
            throw;
        }
        catch (LimnerException exception)
        {
            if (!exception.Failure.Error.IsTransient)
            {
                passwords.Forget(id);
            }

            await reading.EndAsync(document, DocumentState.Failed, exception.Failure);
            throw;
        }
        catch (Exception)
        {
            passwords.Forget(id);
            await reading.EndAsync(document, DocumentState.Failed, ErrorCatalogue.Internal.With());
            throw;
        }
    }
}
