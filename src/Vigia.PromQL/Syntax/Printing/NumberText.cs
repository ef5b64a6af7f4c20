using System.Globalization;
using System.Text;
using Vigia.Model.Metrics;

namespace Vigia.PromQL.Syntax.Printing;

/// <summary>Numbers as Prometheus writes them. Culture-invariant.</summary>
public static class NumberText
{
    /// <summary>
    /// The fewest digits that read back as the same number, without an exponent: Go's <c>FormatFloat(v, 'f', -1, 64)</c>, as values stand in
    /// the HTTP API. Infinite: <c>+Inf</c>, <c>-Inf</c>; otherwise <c>NaN</c>.
    /// </summary>
    public static string Format(double value) => SampleText.Format(value);

    /// <summary>As Go's <c>%g</c>: with an exponent below 1e-4 and from 10 to the power of <paramref name="exponentFrom"/> on.</summary>
    public static string FormatShort(double value, int exponentFrom = 6)
    {
        if (Special(value) is { } special)
        {
            return special;
        }

        if (value == 0)
        {
            return double.IsNegative(value) ? "-0" : "0";
        }

        (bool isNegative, string digits, int exponent) = Decompose(value);
        int power = exponent - 1;
        if (power >= -4 && power < exponentFrom)
        {
            return Positional(isNegative, digits, exponent);
        }

        var text = new StringBuilder();
        text.Append(isNegative ? "-" : "").Append(digits[0]);
        if (digits.Length > 1)
        {
            text.Append('.').Append(digits, 1, digits.Length - 1);
        }

        return text.Append('e').Append(power < 0 ? '-' : '+').Append(Math.Abs(power).ToString("00", CultureInfo.InvariantCulture)).ToString();
    }

    /// <summary>As OpenMetrics writes the value of <c>le</c> and <c>quantile</c>: whole numbers end in <c>.0</c>.</summary>
    public static string FormatLabel(double value)
    {
        string text = FormatShort(value);
        return double.IsFinite(value) && text.AsSpan().IndexOfAny('.', 'e') < 0 ? text + ".0" : text;
    }

    private static string? Special(double value) =>
        double.IsNaN(value) ? "NaN" : double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : null;

    /// <summary>The value is 0.digits · 10^exponent.</summary>
    private static (bool IsNegative, string Digits, int Exponent) Decompose(double value)
    {
        string shortest = value.ToString("R", CultureInfo.InvariantCulture);
        bool isNegative = shortest[0] == '-';
        int e = shortest.IndexOf('E', StringComparison.Ordinal);
        string mantissa = (e < 0 ? shortest : shortest[..e])[(isNegative ? 1 : 0)..];
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        int whole = point < 0 ? mantissa.Length : point;
        int exponent = whole + (e < 0 ? 0 : int.Parse(shortest.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        string digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        int zeros = 0;
        while (zeros < digits.Length - 1 && digits[zeros] == '0')
        {
            zeros++;
        }

        digits = digits[zeros..].TrimEnd('0');
        return digits.Length == 0 ? (isNegative, "0", 1) : (isNegative, digits, exponent - zeros);
    }

    private static string Positional(bool isNegative, string digits, int exponent)
    {
        var text = new StringBuilder(isNegative ? "-" : "");
        if (exponent <= 0)
        {
            return text.Append("0.").Append('0', -exponent).Append(digits).ToString();
        }

        if (digits.Length <= exponent)
        {
            return text.Append(digits).Append('0', exponent - digits.Length).ToString();
        }

        return text.Append(digits, 0, exponent).Append('.').Append(digits, exponent, digits.Length - exponent).ToString();
    }
}
