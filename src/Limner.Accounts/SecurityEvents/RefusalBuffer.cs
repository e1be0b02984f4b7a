using System.Net;
using System.Net.Sockets;

namespace Limner.Accounts.SecurityEvents;

/// <summary>
/// Refusals between two writes. Strangers choose how many there are and what their subjects say, so each source (an address, an IPv6 /64)
/// has a few entries of its own for each kind, and each kind has a share of the buffer that no other kind can take; what does not fit is
/// counted in an entry of that source without a subject, and beyond the kind's share in one entry of the kind. Nothing goes uncounted.
/// Not safe for threads.
/// </summary>
internal sealed class RefusalBuffer
{
    public const int EntriesPerSource = 5;
    public const int EntriesPerKind = 250;

    private const string Others = "others, counted together";
    private const int IPv6NetworkBytes = 8;

    private readonly Dictionary<NotedEvent, Occurrences> _entries = [];
    private readonly Dictionary<SecurityEventKind, int> _ofKind = [];
    private readonly Dictionary<(SecurityEventKind Kind, string Source), int> _ofSource = [];

    public IReadOnlyCollection<KeyValuePair<NotedEvent, Occurrences>> Entries => _entries;

    /// <returns>The entry that was begun by it; null if it is counted in one that there is already.</returns>
    public NotedEvent? Add(NotedEvent refusal, Occurrences occurrences)
    {
        var entry = _entries.ContainsKey(refusal) ? refusal : Fit(refusal);
        var isNew = !_entries.TryGetValue(entry, out var before);
        _entries[entry] = isNew ? occurrences : before.With(occurrences);
        if (isNew)
        {
            _ofKind[entry.Kind] = _ofKind.GetValueOrDefault(entry.Kind) + 1;
        }

        return isNew ? entry : null;
    }

    private NotedEvent Fit(NotedEvent refusal)
    {
        var hasRoom = _ofKind.GetValueOrDefault(refusal.Kind) < EntriesPerKind;

        // Without an address it is the server's own finding (a scan's), which no stranger can cause at will.
        if (Source(refusal.Address) is not { } source)
        {
            return hasRoom ? refusal : OfKind(refusal.Kind);
        }

        var key = (refusal.Kind, source);
        var taken = _ofSource.GetValueOrDefault(key);
        if (hasRoom && taken < EntriesPerSource)
        {
            _ofSource[key] = taken + 1;
            return refusal;
        }

        var together = new NotedEvent(refusal.Kind, UserId: null, ApiKeyId: null, source, Subject: null, Others);
        return hasRoom || _entries.ContainsKey(together) ? together : OfKind(refusal.Kind);
    }

    private static NotedEvent OfKind(SecurityEventKind kind) => new(kind, UserId: null, ApiKeyId: null, Address: null, Subject: null, Others);

    private static string? Source(string? address)
    {
        if (!IPAddress.TryParse(address, out var parsed) || parsed.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = parsed.GetAddressBytes();
        bytes.AsSpan(IPv6NetworkBytes).Clear();
        return $"{new IPAddress(bytes)}/64";
    }
}
