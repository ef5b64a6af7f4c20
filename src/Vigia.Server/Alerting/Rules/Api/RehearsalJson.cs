using Vigia.Model.Labels;
using Vigia.Server.Alerting.Rules.Lint;
using Vigia.Server.Alerting.Rules.Rehearsal;
using Vigia.Server.QueryApi.Json;

namespace Vigia.Server.Alerting.Rules.Api;

/// <summary>Writes what there is to say of rules that are being written. Times are RFC 3339, lengths of time seconds.</summary>
internal static class RehearsalJson
{
    public static void Write(ApiJson json, RuleDraftReport report, RehearsalSpan? span)
    {
        json.Raw("{"u8);
        if (span is { } given)
        {
            json.Raw("\"start\":"u8);
            json.String(RuleJson.Time(given.Start));
            json.Raw(",\"end\":"u8);
            json.String(RuleJson.Time(given.End));
            json.Raw(","u8);
        }

        json.Raw("\"refused\":"u8);
        json.Boolean(report.IsRefused);
        json.Raw(",\"issues\":"u8);
        Write(json, report.Issues, static (json, issue) =>
        {
            Text(json, "{\"file\":"u8, issue.File);
            json.Raw(",\"line\":"u8);
            json.Number((long)issue.Line);
            json.Raw(",\"warning\":"u8);
            json.Boolean(issue.IsWarning);
            Text(json, ",\"message\":"u8, issue.Reason);
            json.Raw("}"u8);
        });
        json.Raw(",\"findings\":"u8);
        Write(json, report.Findings, static (json, finding) => Write(json, finding));
        json.Raw(",\"rules\":"u8);
        Write(json, report.Rules, static (json, rule) => Write(json, rule));
        json.Raw("}"u8);
    }

    private static void Write(ApiJson json, LintFinding finding)
    {
        Text(json, "{\"code\":"u8, finding.Code);
        Text(json, ",\"file\":"u8, finding.File);
        json.Raw(",\"line\":"u8);
        json.Number((long)finding.Line);
        Text(json, ",\"group\":"u8, finding.Group);
        Text(json, ",\"rule\":"u8, finding.Rule);
        Text(json, ",\"message\":"u8, finding.Message);
        json.Raw("}"u8);
    }

    private static void Write(ApiJson json, RehearsedRule rule)
    {
        Text(json, "{\"group\":"u8, rule.Group.Name);
        Text(json, ",\"name\":"u8, rule.Rule.Name);
        Text(json, ",\"type\":"u8, rule.Rule is AlertingRule ? "alerting" : "recording");
        json.Raw(",\"line\":"u8);
        json.Number((long)rule.Rule.Line);
        Text(json, ",\"query\":"u8, rule.Rule.Query);
        json.Raw(",\"step\":"u8);
        json.Number(rule.Step.TotalSeconds);
        json.Raw(",\"evaluations\":"u8);
        json.Number((long)rule.Evaluations);
        json.Raw(",\"nonEmpty\":"u8);
        json.Number((long)rule.NonEmpty);
        if (rule.Error is { } error)
        {
            Text(json, ",\"error\":"u8, error);
        }

        if (rule.Rule is AlertingRule)
        {
            json.Raw(",\"firings\":"u8);
            json.Number((long)rule.Firings);
            json.Raw(",\"nearMisses\":"u8);
            json.Number((long)rule.NearMisses);
            json.Raw(",\"firingSeconds\":"u8);
            json.Number(rule.Firing.TotalSeconds);
            json.Raw(",\"notices\":"u8);
            Write(json, rule.Notices, static (json, notices) => Write(json, notices));
            json.Raw(",\"episodes\":"u8);
            Write(json, rule.Episodes, static (json, episode) => Write(json, episode));
        }

        json.Raw("}"u8);
    }

    private static void Write(ApiJson json, RehearsedNotices notices)
    {
        Text(json, "{\"receiver\":"u8, notices.Receiver);
        json.Raw(",\"firing\":"u8);
        json.Number((long)notices.Firing);
        json.Raw(",\"repeated\":"u8);
        json.Number((long)notices.Repeated);
        json.Raw(",\"resolved\":"u8);
        json.Number((long)notices.Resolved);
        json.Raw("}"u8);
    }

    private static void Write(ApiJson json, RehearsedEpisode episode)
    {
        json.Raw("{\"labels\":"u8);
        json.Labels(episode.Labels);
        json.Raw(",\"annotations\":"u8);
        json.Labels(LabelSet.From(episode.Annotations));
        json.Raw(",\"value\":"u8);
        json.Value(episode.Value);
        Text(json, ",\"activeAt\":"u8, RuleJson.Time(episode.ActiveAt));
        Text(json, ",\"firedAt\":"u8, RuleJson.Time(episode.FiredAt));
        if (episode.ResolvedAt is { } resolved)
        {
            Text(json, ",\"resolvedAt\":"u8, RuleJson.Time(resolved));
        }

        json.Raw("}"u8);
    }

    private static void Text(ApiJson json, ReadOnlySpan<byte> before, string text)
    {
        json.Raw(before);
        json.String(text);
    }

    private static void Write<T>(ApiJson json, IReadOnlyList<T> items, Action<ApiJson, T> write)
    {
        json.Raw("["u8);
        bool isFirst = true;
        foreach (T item in items)
        {
            json.Comma(ref isFirst);
            write(json, item);
        }

        json.Raw("]"u8);
    }
}
