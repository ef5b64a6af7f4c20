using System.Globalization;
using System.Text;

namespace Vigia.Server.Alerting.Templates.Values;

/// <summary>Times as Go's layouts write them: by the reference time <c>Mon Jan 2 15:04:05 MST 2006</c>.</summary>
/// <remarks>https://pkg.go.dev/time#pkg-constants.</remarks>
internal static class GoTimeLayout
{
    // The longest come first, so that January is not read as Jan, nor 2006 as 2.
    private static readonly (string Mark, Func<DateTimeOffset, string> Write)[] Marks =
    [
        ("January", static time => Culture("MMMM", time)),
        ("Jan", static time => Culture("MMM", time)),
        ("Monday", static time => Culture("dddd", time)),
        ("Mon", static time => Culture("ddd", time)),
        ("MST", static time => time.Offset == TimeSpan.Zero ? "UTC" : Offset(time, "")),
        ("2006", static time => Culture("yyyy", time)),
        ("-07:00", static time => Offset(time, ":")),
        ("-0700", static time => Offset(time, "")),
        ("Z07:00", static time => time.Offset == TimeSpan.Zero ? "Z" : Offset(time, ":")),
        ("002", static time => time.DayOfYear.ToString("000", CultureInfo.InvariantCulture)),
        ("01", static time => Culture("MM", time)),
        ("02", static time => Culture("dd", time)),
        ("03", static time => Culture("hh", time)),
        ("04", static time => Culture("mm", time)),
        ("05", static time => Culture("ss", time)),
        ("06", static time => Culture("yy", time)),
        ("15", static time => Culture("HH", time)),
        ("PM", static time => time.Hour < 12 ? "AM" : "PM"),
        ("pm", static time => time.Hour < 12 ? "am" : "pm"),
        ("_2", static time => time.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2)),
        ("1", static time => time.Month.ToString(CultureInfo.InvariantCulture)),
        ("2", static time => time.Day.ToString(CultureInfo.InvariantCulture)),
        ("3", static time => ((time.Hour + 11) % 12 + 1).ToString(CultureInfo.InvariantCulture)),
        ("4", static time => time.Minute.ToString(CultureInfo.InvariantCulture)),
        ("5", static time => time.Second.ToString(CultureInfo.InvariantCulture)),
    ];

    public static string Format(DateTimeOffset time, string layout)
    {
        var text = new StringBuilder(layout.Length + 8);
        int at = 0;
        while (at < layout.Length)
        {
            if (TryFraction(layout, at, time, text, out int length))
            {
                at += length;
                continue;
            }

            int found = Array.FindIndex(Marks, mark => string.CompareOrdinal(layout, at, mark.Mark, 0, mark.Mark.Length) == 0);
            if (found < 0)
            {
                text.Append(layout[at++]);
                continue;
            }

            text.Append(Marks[found].Write(time));
            at += Marks[found].Mark.Length;
        }

        return text.ToString();
    }

    /// <summary><c>.000</c> writes as many digits, <c>.999</c> leaves out zeros at the end.</summary>
    private static bool TryFraction(string layout, int at, DateTimeOffset time, StringBuilder text, out int length)
    {
        length = 0;
        if (layout[at] is not ('.' or ',') || at + 1 >= layout.Length || layout[at + 1] is not ('0' or '9'))
        {
            return false;
        }

        char digit = layout[at + 1];
        int end = at + 1;
        while (end < layout.Length && layout[end] == digit)
        {
            end++;
        }

        if (end < layout.Length && char.IsAsciiDigit(layout[end]))
        {
            return false;
        }

        length = end - at;
        string digits = (time.Ticks % TimeSpan.TicksPerSecond * 100).ToString("000000000", CultureInfo.InvariantCulture);
        digits = digits[..Math.Min(length - 1, digits.Length)];
        digits = digit == '9' ? digits.TrimEnd('0') : digits;
        if (digits.Length > 0)
        {
            text.Append(layout[at]).Append(digits);
        }

        return true;
    }

    private static string Culture(string format, DateTimeOffset time) => time.ToString(format, CultureInfo.InvariantCulture);

    private static string Offset(DateTimeOffset time, string between)
    {
        TimeSpan offset = time.Offset.Duration();
        return string.Create(CultureInfo.InvariantCulture, $"{(time.Offset < TimeSpan.Zero ? '-' : '+')}{offset.Hours:00}{between}{offset.Minutes:00}");
    }
}
