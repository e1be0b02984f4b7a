using System.Collections.Concurrent;
using Microsoft.AspNetCore.Authentication;

namespace Limner.Accounts.Sessions;

/// <summary>
/// Cookies that have been opened once are not opened again: a page sends the same one with every thumbnail, and opening it costs more than
/// the rest of finding out who asks. What a cookie says is not believed by itself: its end is checked by the handler and its session by
/// <see cref="SessionEvents"/>, each time.
/// </summary>
internal sealed class RememberedTickets(ISecureDataFormat<AuthenticationTicket> sealer) : ISecureDataFormat<AuthenticationTicket>
{
    private const int MaxTickets = 1000;
    private readonly ConcurrentDictionary<(string Text, string? Purpose), AuthenticationTicket> _opened = new();

    public string Protect(AuthenticationTicket data) => sealer.Protect(data);

    public string Protect(AuthenticationTicket data, string? purpose) => sealer.Protect(data, purpose);

    public AuthenticationTicket? Unprotect(string? protectedText) => Unprotect(protectedText, purpose: null);

    public AuthenticationTicket? Unprotect(string? protectedText, string? purpose)
    {
        if (protectedText is null)
        {
            return null;
        }

        if (!_opened.TryGetValue((protectedText, purpose), out var ticket))
        {
            ticket = purpose is null ? sealer.Unprotect(protectedText) : sealer.Unprotect(protectedText, purpose);
            if (ticket is null)
            {
                return null;
            }

            if (_opened.Count >= MaxTickets)
            {
                _opened.Clear();
            }

            _opened[(protectedText, purpose)] = ticket;
        }

        // The handler writes into the one it gets.
        return ticket.Clone();
    }
}
