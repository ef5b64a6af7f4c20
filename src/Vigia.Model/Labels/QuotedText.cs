using System.Globalization;
using System.Text;

namespace Vigia.Model.Labels;

/// <summary>Text in double quotes as PromQL and Go's <c>%q</c> write it.</summary>
public static class QuotedText
{
    /// <summary>Writes a label name, quoted where it is outside the classic form.</summary>
    public static StringBuilder AppendName(StringBuilder text, string name) =>
        LabelNames.IsClassicLabelName(name) ? text.Append(name) : Append(text, name);

    /// <summary>Writes the text with quotes around it; quotes, backslashes and what cannot be printed are escaped.</summary>
    public static StringBuilder Append(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (Rune rune in value.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '"': text.Append("\\\""); break;
                case '\\': text.Append("\\\\"); break;
                case '\a': text.Append("\\a"); break;
                case '\b': text.Append("\\b"); break;
                case '\f': text.Append("\\f"); break;
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\t': text.Append("\\t"); break;
                case '\v': text.Append("\\v"); break;
                case < ' ' or 0x7f: text.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"); break;
                default: AppendRune(text, rune); break;
            }
        }

        return text.Append('"');
    }

    /// <summary>The text in quotes.</summary>
    public static string Quote(string value) => Append(new StringBuilder(value.Length + 2), value).ToString();

    private static void AppendRune(StringBuilder text, Rune rune)
    {
        bool isPrinted = Rune.GetUnicodeCategory(rune) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.SpaceSeparator) || rune.Value == ' ';
        if (isPrinted)
        {
            Span<char> units = stackalloc char[2];
            text.Append(units[..rune.EncodeToUtf16(units)]);
        }
        else if (rune.Value <= 0xffff)
        {
            text.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}");
        }
    }
}
