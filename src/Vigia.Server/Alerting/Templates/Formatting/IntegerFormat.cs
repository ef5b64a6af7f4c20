using System.Globalization;
using System.Text;
using Vigia.Model.Labels;

namespace Vigia.Server.Alerting.Templates.Formatting;

/// <summary>Whole numbers by Go's verbs <c>%v %d %b %o %O %x %X %c %q %U</c>.</summary>
internal static class IntegerFormat
{
    public static bool Takes(char verb) => verb is 'v' or 'd' or 'b' or 'o' or 'O' or 'x' or 'X' or 'c' or 'q' or 'U';

    public static void Append(StringBuilder text, long value, FormatSpec spec)
    {
        switch (spec.Verb)
        {
            case 'c':
                GoFormat.Pad(text, Character(value), spec);
                return;
            case 'q':
                string quoted = QuotedText.Quote(Character(value));
                GoFormat.Pad(text, value == '\'' ? "'\\''" : value == '"' ? "'\"'" : $"'{quoted[1..^1]}'", spec);
                return;
            case 'U':
                string code = "U+" + value.ToString("X4", CultureInfo.InvariantCulture);
                GoFormat.Pad(text, spec.HasSharp ? $"{code} '{Character(value)}'" : code, spec);
                return;
        }

        ulong magnitude = value < 0 ? (ulong)-(Int128)value : (ulong)value;
        string digits = spec.Verb switch
        {
            'b' => Radix(magnitude, 1),
            'o' or 'O' => Radix(magnitude, 3),
            'x' => magnitude.ToString("x", CultureInfo.InvariantCulture),
            'X' => magnitude.ToString("X", CultureInfo.InvariantCulture),
            _ => magnitude.ToString(CultureInfo.InvariantCulture),
        };
        string prefix = spec.Verb switch
        {
            'x' when spec.HasSharp => "0x",
            'X' when spec.HasSharp => "0X",
            'b' when spec.HasSharp => "0b",
            'o' when spec.HasSharp => "0",
            'O' => "0o",
            _ => "",
        };
        string sign = value < 0 ? "-" : spec.HasPlus ? "+" : spec.HasSpace ? " " : "";
        if (spec.Precision is { } precision)
        {
            digits = precision == 0 && value == 0 ? "" : digits.PadLeft(precision, '0');
        }
        else if (spec.HasZero && !spec.HasMinus && spec.Width is { } width)
        {
            digits = digits.PadLeft(Math.Max(width - sign.Length, 0), '0');
        }

        GoFormat.Pad(text, sign + prefix + digits, spec with { HasZero = false });
    }

    private static string Character(long value) => Rune.IsValid((int)Math.Clamp(value, -1, int.MaxValue)) ? new Rune((int)value).ToString() : "\ufffd";

    private static string Radix(ulong value, int bits)
    {
        var digits = new StringBuilder();
        ulong mask = (1UL << bits) - 1;
        do
        {
            digits.Insert(0, (char)('0' + (int)(value & mask)));
            value >>= bits;
        }
        while (value != 0);

        return digits.ToString();
    }
}
