using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Vigia.Model.Labels;

/// <summary>Go's <c>Regexp.Expand</c>: the longest name after <c>$</c> counts, so that <c>$1x</c> is <c>${1x}</c>.</summary>
internal static class ReplacementTemplate
{
    public static string Fill(string template, Match match, IReadOnlyDictionary<string, int> names, int groupCount)
    {
        var text = new StringBuilder();
        int i = 0;
        while (i < template.Length)
        {
            char c = template[i];
            if (c != '$' || i + 1 == template.Length)
            {
                text.Append(c);
                i++;
                continue;
            }

            if (template[i + 1] == '$')
            {
                text.Append('$');
                i += 2;
                continue;
            }

            bool isBraced = template[i + 1] == '{';
            int start = i + (isBraced ? 2 : 1);
            int end = start;
            while (end < template.Length && (char.IsLetterOrDigit(template[end]) || template[end] == '_'))
            {
                end++;
            }

            if (end == start || (isBraced && (end == template.Length || template[end] != '}')))
            {
                // Malformed: Go writes the dollar as it stands.
                text.Append('$');
                i++;
                continue;
            }

            string name = template[start..end];
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number <= groupCount : names.TryGetValue(name, out number))
            {
                text.Append(match.Groups[number].ValueSpan);
            }

            i = isBraced ? end + 1 : end;
        }

        return text.ToString();
    }
}
