using System.Collections.Concurrent;

namespace Limner.Documents.Storing;

/// <summary>Passwords of documents that are being read, in memory alone: a restart forgets them, and so does the end of the job.</summary>
internal sealed class DocumentPasswords
{
    private readonly ConcurrentDictionary<long, string> _passwords = new();

    public void Remember(long documentId, string password) => _passwords[documentId] = password;

    public string? Find(long documentId) => _passwords.GetValueOrDefault(documentId);

    public void Forget(long documentId) => _passwords.TryRemove(documentId, out _);
}
