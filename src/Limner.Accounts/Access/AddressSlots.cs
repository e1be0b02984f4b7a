using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Limner.Accounts.Access;

/// <summary>Which of a fixed number of slots an address falls into: a keyed hash, so that nobody outside can tell which addresses share one.</summary>
public sealed class AddressSlots(int count)
{
    private readonly byte[] _salt = RandomNumberGenerator.GetBytes(32);

    /// <summary>How many there are.</summary>
    public int Count => count;

    /// <summary>From 0 to <see cref="Count"/> - 1. An IPv6 address counts as the /64 network that one customer has; no address at all as one of its own.</summary>
    public int Find(IPAddress? address)
    {
        Span<byte> input = stackalloc byte[17];
        var length = 0;
        if (address is not null)
        {
            address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
            address.TryWriteBytes(input[1..], out length);
            input[0] = (byte)(length == 4 ? 4 : 6);
            length = address.AddressFamily == AddressFamily.InterNetworkV6 ? 9 : length + 1;
        }

        return Find(input[..length]);
    }

    /// <summary>Of what has a number, like an account.</summary>
    public int Find(long number)
    {
        Span<byte> input = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(input, number);
        return Find(input);
    }

    private int Find(ReadOnlySpan<byte> input)
    {
        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(_salt, input, hash);
        return (int)(BitConverter.ToUInt32(hash) % (uint)count);
    }
}
