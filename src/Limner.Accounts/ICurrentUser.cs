using Limner.Kernel.Errors;

namespace Limner.Accounts;

/// <summary>Who makes the present request. Scoped; only where a request is signed in, which is everywhere the default policy holds.</summary>
/// <exception cref="LimnerException">Every member: <see cref="ErrorCatalogue.Authentication"/> when nobody is signed in.</exception>
public interface ICurrentUser
{
    long Id { get; }

    string UserName { get; }

    bool IsAdministrator { get; }

    /// <summary>Whether this request may change anything at all: the role lets the person write, and the API key, if it came with one, too.</summary>
    bool MayWrite { get; }
}
