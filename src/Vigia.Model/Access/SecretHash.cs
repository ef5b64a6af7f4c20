using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Vigia.Model.Access;

/// <summary>
/// The SHA-256 of a key or token, as a dictionary key: what is held in memory and on disk in the place of the secret.
/// A plain hash is right here, unlike for passwords: the secrets hold 256 random bits or a signature, so there is
/// nothing to guess that a slow, salted hash would protect, and the look-up is on every request's way.
/// </summary>
public readonly struct SecretHash : IEquatable<SecretHash>
{
    /// <summary>Bytes of a hash.</summary>
    public const int Length = 32;
    private const int StackLimit = 1024;

    private readonly UInt128 _high;
    private readonly UInt128 _low;

    private SecretHash(UInt128 high, UInt128 low)
    {
        _high = high;
        _low = low;
    }

    /// <summary>The hash of a secret's UTF-8.</summary>
    public static SecretHash Of(ReadOnlySpan<char> secret)
    {
        int max = Encoding.UTF8.GetMaxByteCount(secret.Length);
        byte[]? rented = null;
        Span<byte> utf8 = max <= StackLimit ? stackalloc byte[StackLimit] : (rented = ArrayPool<byte>.Shared.Rent(max));
        try
        {
            int written = Encoding.UTF8.GetBytes(secret, utf8);
            Span<byte> hash = stackalloc byte[Length];
            SHA256.HashData(utf8[..written], hash);
            return From(hash);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented, clearArray: true);
            }
        }
    }

    /// <summary>Reads a stored hash of <see cref="Length"/> bytes.</summary>
    public static SecretHash From(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException($"A hash has {Length} bytes, not {bytes.Length}.", nameof(bytes));
        }

        ReadOnlySpan<UInt128> halves = MemoryMarshal.Cast<byte, UInt128>(bytes);
        return new SecretHash(halves[0], halves[1]);
    }

    /// <summary>Its bytes, as <see cref="From"/> reads them.</summary>
    public byte[] ToArray()
    {
        byte[] bytes = new byte[Length];
        Span<UInt128> halves = MemoryMarshal.Cast<byte, UInt128>(bytes.AsSpan());
        halves[0] = _high;
        halves[1] = _low;
        return bytes;
    }

    /// <summary>
    /// Takes the same time whatever differs. A dictionary's bucket does tell something about the hash by timing, but
    /// whoever tries secrets cannot choose their hashes, so it leads nowhere.
    /// </summary>
    public bool Equals(SecretHash other) => ((_high ^ other._high) | (_low ^ other._low)) == UInt128.Zero;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SecretHash other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ((ulong)_high).GetHashCode();

    /// <summary>Whether two are the same.</summary>
    public static bool operator ==(SecretHash left, SecretHash right) => left.Equals(right);

    /// <summary>Whether two differ.</summary>
    public static bool operator !=(SecretHash left, SecretHash right) => !left.Equals(right);
}
