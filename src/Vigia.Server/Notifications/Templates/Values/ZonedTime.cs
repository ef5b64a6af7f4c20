using Vigia.Server.Alerting.Templates.Functions;
using Vigia.Server.Alerting.Templates.Values;

namespace Vigia.Server.Notifications.Templates.Values;

/// <summary>Go's <c>time.Time</c> with an offset.</summary>
internal sealed class ZonedTime(DateTimeOffset time) : ITemplateObject
{
    public string TypeName => "time.Time";

    public DateTimeOffset Time => time;

    public bool TryMember(string name, out object? value)
    {
        value = name switch
        {
            "Format" => TemplateFunction.Of(name, [ParameterKind.Text], arguments => GoTimeLayout.Format(time, arguments.Text(0))),
            "Local" => TemplateFunction.Of(name, [], _ => new ZonedTime(TimeZoneInfo.ConvertTime(time, TimeZoneInfo.Local))),
            "UTC" => TemplateFunction.Of(name, [], _ => new ZonedTime(time.ToUniversalTime())),
            "IsZero" => TemplateFunction.Of(name, [], _ => time == DateTimeOffset.MinValue),
            "Sub" => TemplateFunction.Of(name, [ParameterKind.Any], arguments => new GoDuration((time - Of(arguments[0])).Ticks * 100)),
            "Before" => TemplateFunction.Of(name, [ParameterKind.Any], arguments => time < Of(arguments[0])),
            "After" => TemplateFunction.Of(name, [ParameterKind.Any], arguments => time > Of(arguments[0])),
            "Equal" => TemplateFunction.Of(name, [ParameterKind.Any], arguments => time == Of(arguments[0])),
            _ => Plain(name),
        };
        return value is not null;
    }

    public string Print() => GoTimeLayout.Format(time, "2006-01-02 15:04:05.999999999 -0700 MST");

    /// <summary>The moment that a value is.</summary>
    /// <exception cref="TemplateCallException">It is none.</exception>
    public static DateTimeOffset Of(object? value) => value switch
    {
        ZonedTime zoned => zoned.Time,
        GoTime utc => utc.Time,
        _ => throw new TemplateCallException($"wrong type for value; expected time.Time; got {GoType.Name(value)}"),
    };

    // The other methods do not depend on the offset but for the parts of the date, which Go takes from the zoned time.
    private object? Plain(string name) => new GoTime(new DateTimeOffset(time.DateTime, TimeSpan.Zero)) is var wall && name is "Unix" or "UnixMilli" or "String"
        ? TemplateFunction.Of(name, [], _ => name switch { "Unix" => time.ToUnixTimeSeconds(), "UnixMilli" => time.ToUnixTimeMilliseconds(), _ => Print() })
        : wall.TryMember(name, out object? value) ? value : null;
}
