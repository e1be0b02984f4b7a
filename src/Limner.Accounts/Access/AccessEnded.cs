using Limner.Storage.Events;

namespace Limner.Accounts.Access;

/// <summary>
/// Somebody may do less than a moment ago: a session or a key has ended, or, with neither named, whatever of the user's is open may rest on a
/// role or an account that is no more. Published in the transaction that takes it away; what follows it (connections closed, caches emptied)
/// happens after the commit.
/// </summary>
/// <param name="SessionId">The session's id as <see cref="LimnerClaims.Session"/> has it; all sessions and keys of the user when this and <paramref name="ApiKeyId"/> are null.</param>
public sealed record AccessEnded(long UserId, string? SessionId = null, long? ApiKeyId = null) : IDomainEvent;
