using System.Globalization;
using Vigia.Server.Configuration.Reading;
using Vigia.Server.Notifications.Intervals;
using YamlDotNet.RepresentationModel;

namespace Vigia.Server.Notifications.Configuration.Sections;

/// <summary>Reads <c>time_intervals</c>, and <c>mute_time_intervals</c> as they were called before.</summary>
internal static class TimeIntervalSection
{
    private static readonly string[] Weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

    private static readonly string[] Months =
    [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
    ];

    public static Dictionary<string, IReadOnlyList<TimeInterval>> Read(MappingReader root)
    {
        var intervals = new Dictionary<string, IReadOnlyList<TimeInterval>>(StringComparer.Ordinal);
        foreach (string key in new[] { "mute_time_intervals", "time_intervals" })
        {
            foreach (MappingReader section in root.Mappings(key))
            {
                string name = section.Text("name", "");
                TimeInterval[] parts = [.. section.Mappings("time_intervals").Select(One)];
                section.Finish(key);
                if (name.Length == 0)
                {
                    section.Issues.Error(section.Node, "missing name in time interval");
                }
                else if (!intervals.TryAdd(name, parts))
                {
                    section.Error("name", $"time interval \"{name}\" is not unique");
                }
            }
        }

        return intervals;
    }

    private static TimeInterval One(MappingReader section)
    {
        var interval = new TimeInterval
        {
            Times = [.. section.Mappings("times").Select(Time).OfType<TimeOfDayRange>()],
            Weekdays = Ranges(section, "weekdays", text => Named(text, Weekdays, 0), 0, 6),
            DaysOfMonth = Ranges(section, "days_of_month", Number, -31, 31),
            Months = Ranges(section, "months", text => Named(text, Months, 1) ?? Number(text), 1, 12),
            Years = Ranges(section, "years", Number, 0, 9999),
            Zone = Zone(section),
        };
        section.Finish("a time interval");
        return interval;
    }

    private static TimeZoneInfo Zone(MappingReader section)
    {
        string? name = section.Text("location");
        if (name is null or "" or "UTC")
        {
            return TimeZoneInfo.Utc;
        }

        if (name == "Local")
        {
            return TimeZoneInfo.Local;
        }

        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone))
        {
            return zone;
        }

        section.Error("location", $"unknown time zone {name}; write a name of the IANA database such as America/Sao_Paulo");
        return TimeZoneInfo.Utc;
    }

    private static TimeOfDayRange? Time(MappingReader section)
    {
        int? start = Minute(section, "start_time");
        int? end = Minute(section, "end_time");
        section.Finish("times");
        if (start is null || end is null)
        {
            section.Issues.Error(section.Node, "both start and end times must be provided, as HH:MM");
            return null;
        }

        if (start >= end)
        {
            section.Issues.Error(section.Node, "start time cannot be equal or greater than end time");
            return null;
        }

        return new TimeOfDayRange(start.Value, end.Value);
    }

    private static int? Minute(MappingReader section, string key)
    {
        string? text = section.Text(key);
        if (text is null)
        {
            return null;
        }

        string[] parts = text.Split(':');
        if (parts.Length == 2 && parts[0].Length is 1 or 2 && parts[1].Length == 2 && Number(parts[0]) is { } hour and >= 0 && Number(parts[1]) is { } minute and >= 0
            && minute < 60 && (hour < 24 || (hour == 24 && minute == 0)))
        {
            return hour * 60 + minute;
        }

        section.Error(key, $"couldn't parse timestamp {text}, invalid format; write HH:MM, up to 24:00");
        return null;
    }

    private static List<NumberRange> Ranges(MappingReader section, string key, Func<string, int?> parse, int least, int largest)
    {
        var ranges = new List<NumberRange>();
        foreach (string text in section.Texts(key))
        {
            string[] parts = text.Trim().ToLowerInvariant().Split(':');
            int? begin = parse(parts[0].Trim());
            int? end = parts.Length == 1 ? begin : parts.Length == 2 ? parse(parts[1].Trim()) : null;
            string? wrong = begin is null || end is null ? $"{text} is not a valid value of {key}"
                : begin < least || end > largest || end < least || (key == "days_of_month" && (begin == 0 || end == 0)) ? $"{text} is out of range for {key}"
                : IsBackwards(begin.Value, end.Value) ? $"{text}: the start cannot be after the end"
                : null;
            if (wrong is null)
            {
                ranges.Add(new NumberRange(begin!.Value, end!.Value));
            }
            else
            {
                section.Issues.Error(Node(section, key, text), wrong);
            }
        }

        return ranges;
    }

    // With days from a month's end: 5:-1 is right, -1:5 never holds.
    private static bool IsBackwards(int begin, int end) => begin < 0 && end > 0 || (Math.Sign(begin) == Math.Sign(end) && begin > end);

    private static YamlNode Node(MappingReader section, string key, string text) =>
        (section.Find(key) as YamlSequenceNode)?.Children.FirstOrDefault(item => item is YamlScalarNode { Value: { } value } && value == text) ?? section.Node;

    private static int? Named(string text, string[] names, int first) => Array.IndexOf(names, text) is >= 0 and var found ? found + first : null;

    private static int? Number(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : null;
}
