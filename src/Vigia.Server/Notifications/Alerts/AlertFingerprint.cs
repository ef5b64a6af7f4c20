using System.Globalization;
using System.Text;
using Vigia.Model.Labels;

namespace Vigia.Server.Notifications.Alerts;

/// <summary>Prometheus' fingerprint of labels: FNV-1a of 64 bits over names and values in order, each closed by 0xff.</summary>
internal readonly record struct AlertFingerprint(ulong Value)
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    public static AlertFingerprint Of(LabelSet labels)
    {
        ulong hash = Offset;
        foreach (Label label in labels.Span)
        {
            hash = Add(Add(hash, label.Name), label.Value);
        }

        return new AlertFingerprint(hash);
    }

    public static bool TryParse(string text, out AlertFingerprint fingerprint)
    {
        bool isOne = ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value);
        fingerprint = new AlertFingerprint(value);
        return isOne;
    }

    /// <summary>16 hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);

    private static ulong Add(ulong hash, string text)
    {
        Span<byte> bytes = stackalloc byte[256];
        byte[]? rented = Encoding.UTF8.GetMaxByteCount(text.Length) > bytes.Length ? Encoding.UTF8.GetBytes(text) : null;
        ReadOnlySpan<byte> utf8 = rented ?? bytes[..Encoding.UTF8.GetBytes(text, bytes)];
        foreach (byte b in utf8)
        {
            hash = (hash ^ b) * Prime;
        }

        return (hash ^ 0xff) * Prime;
    }
}
