using System.Globalization;
using System.Text;
using Vigia.Server.Alerting.Templates.Functions;

namespace Vigia.Server.Alerting.Templates.Values;

/// <summary>Go's <c>time.Duration</c>.</summary>
internal sealed class GoDuration(long nanoseconds) : ITemplateObject
{
    private const long Second = 1_000_000_000;

    public string TypeName => "time.Duration";

    public long Nanoseconds { get; } = nanoseconds;

    public static GoDuration OfSeconds(double seconds) => new((long)(seconds * Second));

    public bool TryMember(string name, out object? value)
    {
        double whole = Nanoseconds;
        value = name switch
        {
            "Seconds" => Method(name, whole / Second),
            "Minutes" => Method(name, whole / (60.0 * Second)),
            "Hours" => Method(name, whole / (3600.0 * Second)),
            "Milliseconds" => Method(name, Nanoseconds / 1_000_000),
            "Microseconds" => Method(name, Nanoseconds / 1000),
            "Nanoseconds" => Method(name, Nanoseconds),
            "String" => Method(name, Print()),
            _ => null,
        };
        return value is not null;
    }

    public string Print()
    {
        if (Nanoseconds == 0)
        {
            return "0s";
        }

        ulong rest = (ulong)Math.Abs((decimal)Nanoseconds);
        string sign = Nanoseconds < 0 ? "-" : "";
        if (rest < Second)
        {
            (ulong unit, string name) = rest < 1000 ? (1UL, "ns") : rest < 1_000_000 ? (1000UL, "µs") : (1_000_000UL, "ms");
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{(decimal)rest / unit:0.######}{name}");
        }

        var text = new StringBuilder(sign);
        ulong seconds = rest / Second;
        if (seconds >= 3600)
        {
            text.Append(CultureInfo.InvariantCulture, $"{seconds / 3600}h");
        }

        if (seconds >= 60)
        {
            text.Append(CultureInfo.InvariantCulture, $"{seconds / 60 % 60}m");
        }

        decimal fraction = (decimal)(rest % Second) / Second;
        return text.Append(CultureInfo.InvariantCulture, $"{(seconds % 60) + fraction:0.#########}s").ToString();
    }

    private static TemplateFunction Method(string name, object value) => TemplateFunction.Of(name, [], _ => value);
}
