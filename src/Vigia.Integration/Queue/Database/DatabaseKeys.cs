using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Vigia.Integration.Queue.Database;

/// <summary>How keys and times are put into numbers.</summary>
internal static class DatabaseKeys
{
    /// <summary>Leases that one message can have.</summary>
    public const long MaxToken = (1L << TokenBits) - 1;

    /// <summary>Outputs that one message can have.</summary>
    public const int MaxOutputs = 1 << OutputBits;

    /// <summary>Sequence numbers that one row of <c>zones</c> covers.</summary>
    public const int ZoneSize = 1_024;

    private const int TokenBits = 20;
    private const int OutputBits = 8;

    public static long Attempt(long sequence, long token) => (sequence << TokenBits) | token;

    public static long Output(long sequence, int ordinal) => (sequence << OutputBits) | (long)ordinal;

    /// <summary>Microseconds since 1970, UTC.</summary>
    public static long Time(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset Time(long microseconds) =>
        new(DateTimeOffset.UnixEpoch.Ticks + (microseconds * TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    public static DateTimeOffset? Time(long? microseconds) => microseconds is { } set ? Time(set) : null;

    public static long Duration(TimeSpan duration) => Math.Max(0, duration.Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>
    /// What the index over users holds in place of the user id: index pages are split and merged, so text in them
    /// could outlive an erasure in a page's unused space.
    /// </summary>
    public static long User(string userId)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(userId, null, hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }

    /// <summary>128 bits that stand for a sender's idempotency key; of a strong hash, since senders choose their keys.</summary>
    public static UInt128 Deduplication(string subject, string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(subject, key, hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    private static void Hash(string first, string? second, Span<byte> hash)
    {
        int length = Encoding.UTF8.GetMaxByteCount(first.Length) + sizeof(int) + Encoding.UTF8.GetMaxByteCount(second?.Length ?? 0);
        Span<byte> bytes = length <= 1_024 ? stackalloc byte[1_024] : new byte[length];
        int used = Encoding.UTF8.GetBytes(first, bytes[sizeof(int)..]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes, used);
        used += sizeof(int);
        used += Encoding.UTF8.GetBytes(second ?? "", bytes[used..]);
        SHA256.HashData(bytes[..used], hash);
    }
}
