using System.Globalization;

namespace Vigia.Server.Configuration.Reading;

/// <summary>Sizes as Prometheus writes them: <c>10MB</c> or <c>10MiB</c>, both of 1,024² bytes; <c>0</c>.</summary>
internal static class SizeText
{
    private static readonly string[] Units = ["", "K", "M", "G", "T", "P", "E"];

    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        if (text == "0")
        {
            return true;
        }

        int letters = 0;
        while (letters < text.Length && (char.IsAsciiDigit(text[letters]) || text[letters] == '.'))
        {
            letters++;
        }

        if (letters == 0 || !decimal.TryParse(text.AsSpan(0, letters), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal count))
        {
            return false;
        }

        string unit = text[letters..];
        int power = Array.FindIndex(Units, prefix => unit == prefix + "B" || (prefix.Length > 0 && unit == prefix + "iB"));
        if (power < 0)
        {
            return false;
        }

        decimal total = count;
        for (int i = 0; i < power; i++)
        {
            total *= 1024;
            if (total > long.MaxValue)
            {
                return false;
            }
        }

        bytes = (long)total;
        return true;
    }
}
