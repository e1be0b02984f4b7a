using Limner.Storage.Events;

namespace Limner.Models.Store;

/// <summary>A model was installed or removed. Published in the transaction that records it, after its folder is there or gone.</summary>
/// <param name="Task">What it is for, so that whoever waits for an encoder need not look at others; null when its manifest could not be read.</param>
/// <param name="IsInstalled">False: it was removed.</param>
public sealed record ModelsChanged(string Id, string? Task, bool IsInstalled) : IDomainEvent;
