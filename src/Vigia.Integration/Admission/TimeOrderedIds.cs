using System.Buffers.Binary;

namespace Vigia.Integration.Admission;

/// <summary>
/// Makes ids that grow with time: a prefix and the 32 hexadecimal digits of a UUID version 7 (RFC 9562, section 5.7).
/// Within one millisecond the 12 bits of <c>rand_a</c> count on (section 6.2, method 1), so that ids of one process are
/// in the order in which they were made. Thread safe.
/// </summary>
internal sealed class TimeOrderedIds(TimeProvider time)
{
    private long _last;

    public string Create(string prefix)
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds() << 12;
        long last, next;
        do
        {
            last = Volatile.Read(ref _last);
            next = now > last ? now : last + 1;
        }
        while (Interlocked.CompareExchange(ref _last, next, last) != last);

        return string.Create(prefix.Length + 32, (prefix, next), static (text, state) =>
        {
            Span<byte> uuid = stackalloc byte[16];
            ulong high = ((ulong)(state.next >> 12) << 16) | 0x7000UL | (ulong)(state.next & 0xfff);
            ulong low = ((ulong)Random.Shared.NextInt64() & 0x3fff_ffff_ffff_ffffUL) | 0x8000_0000_0000_0000UL;
            BinaryPrimitives.WriteUInt64BigEndian(uuid, high);
            BinaryPrimitives.WriteUInt64BigEndian(uuid[8..], low);
            state.prefix.CopyTo(text);
            Convert.TryToHexStringLower(uuid, text[state.prefix.Length..], out _);
        });
    }
}
