using System.Globalization;
using Vigia.Server.Alerting.Templates.Functions;

namespace Vigia.Server.Alerting.Templates.Values;

/// <summary>Go's <c>time.Time</c>, in UTC.</summary>
internal sealed class GoTime(DateTimeOffset time) : ITemplateObject
{
    public string TypeName => "time.Time";

    public DateTimeOffset Time { get; } = time.ToUniversalTime();

    /// <summary>A time in seconds since 1970.</summary>
    /// <exception cref="TemplateCallException">It is outside of what a time can be.</exception>
    public static GoTime OfSeconds(double seconds)
    {
        double ticks = seconds * TimeSpan.TicksPerSecond;
        if (Math.Abs(seconds) > 9_223_372_036.0 || double.IsNaN(seconds))
        {
            throw new TemplateCallException($"{Formatting.GoFloat.Format(seconds, 'g', -1)} cannot be represented as a nanoseconds timestamp since it overflows int64");
        }

        // Prometheus keeps milliseconds.
        long whole = (long)ticks / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond;
        return new GoTime(DateTimeOffset.UnixEpoch.AddTicks(whole));
    }

    public bool TryMember(string name, out object? value)
    {
        value = name switch
        {
            "Unix" => Method(name, Time.ToUnixTimeSeconds()),
            "UnixMilli" => Method(name, Time.ToUnixTimeMilliseconds()),
            "Year" => Method(name, (long)Time.Year),
            "Month" => Method(name, (long)Time.Month),
            "Day" => Method(name, (long)Time.Day),
            "Hour" => Method(name, (long)Time.Hour),
            "Minute" => Method(name, (long)Time.Minute),
            "Second" => Method(name, (long)Time.Second),
            "YearDay" => Method(name, (long)Time.DayOfYear),
            "Weekday" => Method(name, Time.DayOfWeek.ToString()),
            "UTC" => Method(name, this),
            "String" => Method(name, Print()),
            "Format" => TemplateFunction.Of(name, [ParameterKind.Text], arguments => GoTimeLayout.Format(Time, arguments.Text(0))),
            "Add" => TemplateFunction.Of(name, [ParameterKind.Any], arguments => new GoTime(Time.AddTicks(Duration(arguments, name).Nanoseconds / 100))),
            "Sub" => TemplateFunction.Of(name, [ParameterKind.Any], arguments => new GoDuration((Time - Instant(arguments, name)).Ticks * 100)),
            "Before" => TemplateFunction.Of(name, [ParameterKind.Any], arguments => Time < Instant(arguments, name)),
            "After" => TemplateFunction.Of(name, [ParameterKind.Any], arguments => Time > Instant(arguments, name)),
            _ => null,
        };
        return value is not null;
    }

    public string Print() => GoTimeLayout.Format(Time, "2006-01-02 15:04:05.999999999 -0700 MST");

    private static TemplateFunction Method(string name, object value) => TemplateFunction.Of(name, [], _ => value);

    private static GoDuration Duration(CallArguments arguments, string name) =>
        arguments[0] as GoDuration ?? throw new TemplateCallException($"wrong type for {name}; expected time.Duration; got {GoType.Name(arguments[0])}");

    private static DateTimeOffset Instant(CallArguments arguments, string name) =>
        (arguments[0] as GoTime)?.Time ?? throw new TemplateCallException($"wrong type for {name}; expected time.Time; got {GoType.Name(arguments[0])}");
}
