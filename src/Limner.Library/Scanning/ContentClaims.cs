using System.Collections.Concurrent;
using Limner.Kernel.Errors;

namespace Limner.Library.Scanning;

/// <summary>
/// Keeps two workers of a scan from deriving the same new content: the first to claim a hash does the work, the others wait for it and
/// only add their file. Scans run one at a time, so one set of claims for each scan is enough.
/// </summary>
internal sealed class ContentClaims
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<Failure?>> _claims = new(StringComparer.Ordinal);

    /// <returns>True: the content is the caller's to derive, and to <see cref="Settle"/>.</returns>
    /// <param name="settled">
    /// Otherwise it ends when the first claimant's result is on its way to the writer, with the failure that all files with these bytes
    /// share, if any.
    /// </param>
    public bool TryClaim(string sha256, out Task<Failure?> settled)
    {
        var mine = new TaskCompletionSource<Failure?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var holder = _claims.GetOrAdd(sha256, mine);
        settled = holder.Task;
        return ReferenceEquals(holder, mine);
    }

    /// <summary>Call once the claimant's result was handed to the writer: those who waited come after it.</summary>
    public void Settle(string sha256, Failure? failure)
    {
        if (_claims.TryGetValue(sha256, out var claim))
        {
            claim.TrySetResult(failure);
        }
    }

    /// <summary>Call once the content is committed: from here on the database knows it.</summary>
    public void Release(string sha256) => _claims.TryRemove(sha256, out _);
}
