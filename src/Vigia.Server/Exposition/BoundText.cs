using System.Globalization;
using System.Text;

namespace Vigia.Server.Exposition;

/// <summary>
/// The value of <c>le</c> and <c>quantile</c> as it is stored, whatever way a client wrote it: a float with a point or an exponent
/// (<c>1</c> and <c>1.00</c> become <c>1.0</c>, <c>1000000</c> becomes <c>1e+06</c>), so that series of different clients match. As Prometheus 3 has it.
/// </summary>
internal static class BoundText
{
    public static string Normalise(string value) =>
        FloatText.TryParseWhole(Encoding.UTF8.GetBytes(value), out double bound) ? Format(bound) : value;

    /// <summary>A bound as text.</summary>
    public static string Format(double bound)
    {
        if (double.IsNaN(bound))
        {
            return "NaN";
        }

        if (double.IsInfinity(bound))
        {
            return bound > 0 ? "+Inf" : "-Inf";
        }

        // Go's 'g' format: the shortest digits that read back, scientific below 1e-4 and from 1e+06 on.
        string shortest = bound.ToString("R", CultureInfo.InvariantCulture);
        (string digits, int exponent) = Digits(shortest);
        string sign = shortest[0] == '-' ? "-" : "";
        if (exponent is < -4 or >= 6)
        {
            string fraction = digits.Length > 1 ? "." + digits[1..] : "";
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        }

        if (exponent < 0)
        {
            return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        }

        return digits.Length <= exponent + 1
            ? $"{sign}{digits}{new string('0', exponent + 1 - digits.Length)}.0"
            : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    private static (string Digits, int Exponent) Digits(string shortest)
    {
        string text = shortest.TrimStart('-');
        int exponent = 0;
        int e = text.IndexOf('E', StringComparison.Ordinal);
        if (e >= 0)
        {
            exponent = int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..e];
        }

        int point = text.IndexOf('.', StringComparison.Ordinal);
        exponent += (point < 0 ? text.Length : point) - 1;
        text = text.Replace(".", "", StringComparison.Ordinal);
        int zeros = text.Length - text.TrimStart('0').Length;
        if (zeros == text.Length)
        {
            return ("0", 0);
        }

        text = text[zeros..].TrimEnd('0');
        return (text, exponent - zeros);
    }
}
