using Limner.Storage.Events;

namespace Limner.Accounts;

/// <summary>The first administrator was made by the set-up. Published in that transaction, once in a database's life.</summary>
public sealed record AdministratorCreated(long UserId) : IDomainEvent;
