using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Vigia.Integration.Admission;

/// <summary>
/// What makes two messages the same under one idempotency key or id: type, partition key and payload, byte by byte. It
/// is stored, so it must never change.
/// </summary>
internal static class MessageFingerprint
{
    public static ulong Of(string type, string? partitionKey, ReadOnlySpan<byte> payload)
    {
        ulong hash = HashText(type, 0);
        hash = partitionKey is null ? hash : HashText(partitionKey, hash + 1);
        return XxHash3.HashToUInt64(payload, unchecked((long)hash));
    }

    private static ulong HashText(string text, ulong seed) =>
        XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text.AsSpan()), unchecked((long)seed));
}
