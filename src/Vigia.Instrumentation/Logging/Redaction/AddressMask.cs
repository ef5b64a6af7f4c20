using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace Vigia.Instrumentation.Logging.Redaction;

/// <summary>Blurs IP addresses: the last octet of IPv4 and the last 80 bits of IPv6 become zero.</summary>
internal static class AddressMask
{
    private static readonly SearchValues<char> AddressCharacters = SearchValues.Create("0123456789abcdefABCDEF:.");

    public static IPAddress Mask(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int length);
        bytes[(address.AddressFamily == AddressFamily.InterNetwork ? 3 : 6)..length].Clear();
        return new IPAddress(bytes[..length]);
    }

    /// <summary>Finds addresses in running text, with or without a port.</summary>
    public static void Find(ReadOnlySpan<char> text, List<Finding> findings)
    {
        int position = 0;
        while (position < text.Length)
        {
            int start = text[position..].IndexOfAny(AddressCharacters);
            if (start < 0)
            {
                return;
            }

            start += position;
            int length = text[start..].IndexOfAnyExcept(AddressCharacters);
            int end = length < 0 ? text.Length : start + length;
            position = end;
            bool withinWord = (start > 0 && char.IsLetterOrDigit(text[start - 1])) || (end < text.Length && char.IsLetterOrDigit(text[end]));
            if (!withinWord)
            {
                Check(text, start, end, findings);
            }
        }
    }

    private static void Check(ReadOnlySpan<char> text, int start, int end, List<Finding> findings)
    {
        ReadOnlySpan<char> candidate = text[start..end].TrimEnd(".:");
        int colon = candidate.IndexOf(':');
        if (colon > 0 && candidate[..colon].Contains('.') && candidate.LastIndexOf(':') == colon)
        {
            candidate = candidate[..colon];
        }

        bool shaped = candidate.Count('.') == 3 || candidate.Count(':') >= 2;
        if (shaped && IPAddress.TryParse(candidate, out IPAddress? address))
        {
            findings.Add(new Finding(start, start + candidate.Length, Mask(address).ToString()));
        }
    }
}
