using Limner.Accounts.Access;
using Microsoft.Extensions.Configuration;

namespace Limner.Accounts.Sessions;

/// <summary>
/// Ten wrong ones, then one a minute. What is tried is counted before it is looked at, so that many attempts at once do not all slip
/// through, and given back when it was right, so that only wrong ones count.
/// </summary>
internal sealed class SignInLimiter(TimeProvider clock, IConfiguration configuration)
{
    public const int Burst = 10;
    public static readonly TimeSpan RefillEvery = TimeSpan.FromMinutes(1);

    /// <summary>So many that somebody with some ten thousand addresses fills the buckets of few others.</summary>
    public const int Addresses = 65_536;
    private const int Accounts = 4096;

    /// <summary>Passwords of people who are not signed in, by address.</summary>
    public AddressBuckets SignIns { get; } = new(Addresses, Burst, RefillEvery, clock, configuration);

    /// <summary>Tokens of one-time links, by address. Apart from <see cref="SignIns"/>: asking for a link costs next to nothing, and must not keep anybody from signing in.</summary>
    public AddressBuckets Links { get; } = new(Addresses, Burst, RefillEvery, clock, configuration);

    /// <summary>Passwords that somebody who is signed in is asked for again, by account.</summary>
    public AddressBuckets Passwords { get; } = new(Accounts, Burst, RefillEvery, clock, configuration);

    /// <summary>Codes of the second factor, by account.</summary>
    public AddressBuckets Codes { get; } = new(Accounts, Burst, RefillEvery, clock, configuration);
}
