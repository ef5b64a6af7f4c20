using System.Globalization;

namespace Vigia.Console.Dashboards.Variables;

/// <summary>The orders of a variable's options, by Grafana's numbers.</summary>
internal static class VariableSort
{
    public static IReadOnlyList<VariableOption> Apply(IReadOnlyList<VariableOption> options, int order)
    {
        IComparer<string>? comparer = order switch
        {
            1 or 2 => StringComparer.Ordinal,
            3 or 4 => Comparer<string>.Create(static (a, b) => Number(a).CompareTo(Number(b))),
            5 or 6 => StringComparer.OrdinalIgnoreCase,
            7 or 8 => Comparer<string>.Create(Natural),
            _ => null,
        };
        if (comparer is null)
        {
            return options;
        }

        return order % 2 == 1 ? [.. options.OrderBy(static one => one.Text, comparer)] : [.. options.OrderByDescending(static one => one.Text, comparer)];
    }

    /// <summary>The first number in a text; texts without one come first.</summary>
    private static double Number(string text)
    {
        int start = text.AsSpan().IndexOfAnyInRange('0', '9');
        if (start < 0)
        {
            return double.NegativeInfinity;
        }

        int end = start;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.'))
        {
            end++;
        }

        return double.TryParse(text.AsSpan(start, end - start).TrimEnd('.'), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : 0;
    }

    /// <summary>Runs of digits compare as numbers, all else as text.</summary>
    private static int Natural(string a, string b)
    {
        int i = 0;
        int j = 0;
        while (i < a.Length && j < b.Length)
        {
            if (!char.IsAsciiDigit(a[i]) || !char.IsAsciiDigit(b[j]))
            {
                int order = char.ToUpperInvariant(a[i++]).CompareTo(char.ToUpperInvariant(b[j++]));
                if (order != 0)
                {
                    return order;
                }

                continue;
            }

            ReadOnlySpan<char> left = Digits(a, ref i).TrimStart('0');
            ReadOnlySpan<char> right = Digits(b, ref j).TrimStart('0');
            int compared = left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.SequenceCompareTo(right);
            if (compared != 0)
            {
                return compared;
            }
        }

        return (a.Length - i).CompareTo(b.Length - j);
    }

    private static ReadOnlySpan<char> Digits(string text, ref int at)
    {
        int start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return text.AsSpan(start, at - start);
    }
}
