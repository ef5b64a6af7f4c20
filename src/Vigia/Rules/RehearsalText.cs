using System.Globalization;
using System.Text.Json;
using Vigia.Output;
using Vigia.Queries;
using Vigia.Server.Configuration.Reading;

namespace Vigia.Rules;

/// <summary>What a rehearsal showed, for a reader. Times are UTC.</summary>
internal static class RehearsalText
{
    private const int MaxEpisodes = 20;

    /// <summary>Whether the file was taken and every rule could be evaluated.</summary>
    public static bool IsSound(JsonElement data) =>
        !data.GetProperty("refused").GetBoolean() && !data.GetProperty("rules").EnumerateArray().Any(static rule => rule.TryGetProperty("error", out _));

    public static void Write(TextWriter output, JsonElement data)
    {
        foreach (JsonElement issue in data.GetProperty("issues").EnumerateArray())
        {
            output.WriteLine($"{Text(issue, "file")}:{issue.GetProperty("line").GetInt32()}: {(issue.GetProperty("warning").GetBoolean() ? "warning" : "error")}: {Text(issue, "message")}");
        }

        foreach (JsonElement finding in data.GetProperty("findings").EnumerateArray())
        {
            output.WriteLine($"{Text(finding, "file")}:{finding.GetProperty("line").GetInt32()}: warning: {Text(finding, "rule")}: {Text(finding, "message")} ({Text(finding, "code")})");
        }

        if (data.GetProperty("refused").GetBoolean())
        {
            return;
        }

        output.WriteLine($"{Time(data, "start")} to {Time(data, "end")}");
        foreach (JsonElement rule in data.GetProperty("rules").EnumerateArray())
        {
            Write(output, rule, data.GetProperty("end").GetDateTimeOffset());
        }
    }

    private static void Write(TextWriter output, JsonElement rule, DateTimeOffset end)
    {
        string name = $"{Text(rule, "group")}/{Text(rule, "name")} (line {Number(rule, "line")})";
        if (rule.TryGetProperty("error", out JsonElement error))
        {
            output.WriteLine($"{name}: FAILED: {error.GetString()}");
            return;
        }

        string every = $"{CountText.Of(rule.GetProperty("evaluations").GetInt64(), "evaluation")}, one each {Length(rule.GetProperty("step").GetDouble())}";
        if (Text(rule, "type") == "recording")
        {
            output.WriteLine($"{name}: recorded at {Number(rule, "nonEmpty")} of {every}");
            return;
        }

        int firings = rule.GetProperty("firings").GetInt32();
        int misses = rule.GetProperty("nearMisses").GetInt32();
        string pending = misses == 0 ? "" : $"; pending {CountText.Of(misses, "time")} without firing";
        if (firings == 0)
        {
            output.WriteLine($"{name}: would not have fired{pending} ({every})");
            return;
        }

        output.WriteLine($"{name}: would have fired {CountText.Of(firings, "time")}, {Length(rule.GetProperty("firingSeconds").GetDouble())} in all{pending} ({every})");
        foreach (JsonElement notices in rule.GetProperty("notices").EnumerateArray())
        {
            string receiver = Text(notices, "receiver") is { Length: > 0 } named ? named : "a receiver by default times";
            output.WriteLine($"  {receiver}: {CountText.Of(notices.GetProperty("firing").GetInt32(), "notice")}, {CountText.Of(notices.GetProperty("repeated").GetInt32(), "repeat")}, {notices.GetProperty("resolved").GetInt32()} resolved");
        }

        WriteEpisodes(output, rule, firings, end);
    }

    private static void WriteEpisodes(TextWriter output, JsonElement rule, int firings, DateTimeOffset end)
    {
        foreach (JsonElement episode in rule.GetProperty("episodes").EnumerateArray().Take(MaxEpisodes))
        {
            DateTimeOffset fired = episode.GetProperty("firedAt").GetDateTimeOffset();
            bool isOver = episode.TryGetProperty("resolvedAt", out JsonElement resolved);
            double seconds = ((isOver ? resolved.GetDateTimeOffset() : end) - fired).TotalSeconds;
            string text = episode.GetProperty("annotations").TryGetProperty("summary", out JsonElement summary) ? "  " + summary.GetString() : "";
            output.WriteLine($"  {Time(episode, "firedAt")} {(isOver ? "for" : "and still, since")} {Length(seconds)}  {QueryText.Series(episode.GetProperty("labels"))}{text}");
        }

        if (firings > MaxEpisodes)
        {
            output.WriteLine($"  and {CountText.Of(firings - MaxEpisodes, "other")}");
        }
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static string Number(JsonElement element, string name) => element.GetProperty(name).GetRawText();

    private static string Time(JsonElement element, string name) =>
        element.GetProperty(name).GetDateTimeOffset().UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Length(double seconds) => DurationText.Format(TimeSpan.FromSeconds(Math.Round(seconds)));
}
