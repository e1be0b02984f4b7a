using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Limner.Storage;

/// <summary>Points in time are stored as milliseconds since 1970-01-01T00:00Z, so that every database sorts and compares them alike.</summary>
public sealed class UnixMillisecondsConverter() : ValueConverter<DateTimeOffset, long>(
    time => time.ToUnixTimeMilliseconds(),
    milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
