using System.Globalization;

namespace Vigia.Keys;

/// <summary>Reads <c>90d</c>, <c>12h</c> or <c>30m</c>.</summary>
internal static class KeyLifetime
{
    private const double MaxDays = 36_500;

    public static TimeSpan? Parse(string text, Action<string> addError)
    {
        if (text.Length >= 2 && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
        {
            double? days = text[^1] switch
            {
                'd' => number,
                'h' => number / 24,
                'm' => number / 24 / 60,
                _ => null,
            };
            if (days is > 0 and <= MaxDays)
            {
                return TimeSpan.FromDays(days.Value);
            }
        }

        addError($"--expires wants a time such as 90d, 12h or 30m (at most 36500d), and got '{text}'.");
        return null;
    }
}
