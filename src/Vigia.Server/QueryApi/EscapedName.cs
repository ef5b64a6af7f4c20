using System.Globalization;
using System.Text;

namespace Vigia.Server.QueryApi;

/// <summary>
/// Names in paths: <c>U__</c> before them says that what is no letter, digit, colon or underscore stands as <c>_hex_</c>, and an underscore as two
/// (Prometheus' "values escaping").
/// </summary>
internal static class EscapedName
{
    private const string Prefix = "U__";

    /// <summary>The name; what is escaped wrongly stays as it is.</summary>
    public static string Decode(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return text;
        }

        var name = new StringBuilder(text.Length);
        ReadOnlySpan<char> rest = text.AsSpan(Prefix.Length);
        while (!rest.IsEmpty)
        {
            if (rest[0] != '_')
            {
                name.Append(rest[0]);
                rest = rest[1..];
                continue;
            }

            int end = rest[1..].IndexOf('_');
            if (end == 0)
            {
                name.Append('_');
                rest = rest[2..];
                continue;
            }

            if (end < 0 || end > 6
                || !int.TryParse(rest.Slice(1, end), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code)
                || !Rune.IsValid(code))
            {
                return text;
            }

            name.Append(new Rune(code).ToString());
            rest = rest[(end + 2)..];
        }

        return name.ToString();
    }
}
