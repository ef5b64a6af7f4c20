using System.Globalization;
using Vigia.Model.Labels;
using Vigia.PromQL.Syntax.Printing;
using Vigia.Server.Alerting.Rules.Evaluation;
using Vigia.Server.Alerting.Rules.Running;
using Vigia.Server.Alerting.Templates.Formatting;
using Vigia.Server.QueryApi.Json;

namespace Vigia.Server.Alerting.Rules.Api;

/// <summary>Rules and alerts as Prometheus' API writes them.</summary>
/// <remarks>https://prometheus.io/docs/prometheus/latest/querying/api/#rules.</remarks>
internal static class RuleJson
{
    private const string Never = "0001-01-01T00:00:00Z";

    /// <summary>A group with some of its rules.</summary>
    public static void Write(ApiJson json, RuleGroupLoop group, IEnumerable<RuleEvaluation> rules, bool excludesAlerts)
    {
        json.Raw("{\"name\":"u8);
        json.String(group.Evaluation.Group.Name);
        json.Raw(",\"file\":"u8);
        json.String(group.Evaluation.Group.File);
        json.Raw(",\"rules\":["u8);
        bool isFirst = true;
        foreach (RuleEvaluation rule in rules)
        {
            json.Comma(ref isFirst);
            Write(json, rule, excludesAlerts);
        }

        json.Raw("],\"interval\":"u8);
        json.Number(group.Interval.TotalSeconds);
        json.Raw(",\"limit\":"u8);
        json.Number(group.Evaluation.Group.Limit);
        WriteTiming(json, group.Timing.Duration, group.Timing.Last);
        json.Raw("}"u8);
    }

    /// <summary>The alerts that are pending or firing.</summary>
    public static void Write(ApiJson json, IEnumerable<Alert> alerts)
    {
        json.Raw("["u8);
        bool isFirst = true;
        foreach (Alert alert in alerts)
        {
            if (alert.State != AlertState.Inactive)
            {
                json.Comma(ref isFirst);
                Write(json, alert);
            }
        }

        json.Raw("]"u8);
    }

    /// <summary>A time as Go writes it.</summary>
    public static string Time(DateTimeOffset? time)
    {
        if (time is not { } given)
        {
            return Never;
        }

        string text = given.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture).TrimEnd('0').TrimEnd('.');
        return text + "Z";
    }

    private static void Write(ApiJson json, RuleEvaluation rule, bool excludesAlerts)
    {
        json.Raw("{"u8);
        if (rule is AlertingEvaluation alerting)
        {
            WriteAlerting(json, alerting, excludesAlerts);
        }
        else
        {
            json.Raw("\"name\":"u8);
            json.String(rule.Rule.Name);
            json.Raw(",\"query\":"u8);
            json.String(PromqlPrinter.Print(rule.Rule.Tree));
            if (rule.Rule.Labels.Count > 0)
            {
                json.Raw(",\"labels\":"u8);
                Write(json, rule.Rule.Labels);
            }
        }

        RuleOutcome outcome = rule.Outcome;
        json.Raw(",\"health\":"u8);
        json.String(outcome.Health switch { RuleHealth.Ok => "ok", RuleHealth.Err => "err", _ => "unknown" });
        if (outcome.Error is { } error)
        {
            json.Raw(",\"lastError\":"u8);
            json.String(error);
        }

        WriteTiming(json, outcome.Duration, outcome.Health == RuleHealth.Unknown ? null : outcome.Time);
        json.Raw(rule is AlertingEvaluation ? ",\"type\":\"alerting\"}"u8 : ",\"type\":\"recording\"}"u8);
    }

    private static void WriteAlerting(ApiJson json, AlertingEvaluation evaluation, bool excludesAlerts)
    {
        var rule = (AlertingRule)evaluation.Rule;
        json.Raw("\"state\":"u8);
        json.String(StateOf(evaluation.State));
        json.Raw(",\"name\":"u8);
        json.String(rule.Name);
        json.Raw(",\"query\":"u8);
        json.String(PromqlPrinter.Print(rule.Tree));
        json.Raw(",\"duration\":"u8);
        json.Number(rule.For.TotalSeconds);
        json.Raw(",\"keepFiringFor\":"u8);
        json.Number(rule.KeepFiringFor.TotalSeconds);
        json.Raw(",\"labels\":"u8);
        Write(json, rule.Labels);
        json.Raw(",\"annotations\":"u8);
        Write(json, rule.Annotations);
        if (!excludesAlerts)
        {
            json.Raw(",\"alerts\":"u8);
            Write(json, evaluation.Alerts);
        }
    }

    private static void Write(ApiJson json, Alert alert)
    {
        json.Raw("{\"labels\":"u8);
        json.Labels(alert.Labels);
        json.Raw(",\"annotations\":{"u8);
        bool isFirst = true;
        foreach (Label annotation in alert.Annotations)
        {
            json.Comma(ref isFirst);
            json.String(annotation.Name);
            json.Raw(":"u8);
            json.String(annotation.Value);
        }

        json.Raw("},\"state\":"u8);
        json.String(StateOf(alert.State));
        json.Raw(",\"activeAt\":"u8);
        json.String(Time(alert.ActiveAt));
        if (alert.KeptSince is { } kept)
        {
            json.Raw(",\"keepFiringSince\":"u8);
            json.String(Time(kept));
        }

        json.Raw(",\"value\":"u8);
        json.String(GoFloat.Format(alert.Value, 'e', -1));
        json.Raw("}"u8);
    }

    private static void Write(ApiJson json, IReadOnlyList<RuleText> texts)
    {
        json.Raw("{"u8);
        bool isFirst = true;
        foreach (RuleText text in texts)
        {
            json.Comma(ref isFirst);
            json.String(text.Name);
            json.Raw(":"u8);
            json.String(text.Text);
        }

        json.Raw("}"u8);
    }

    private static void WriteTiming(ApiJson json, TimeSpan duration, DateTimeOffset? last)
    {
        json.Raw(",\"evaluationTime\":"u8);
        json.Number(duration.TotalSeconds);
        json.Raw(",\"lastEvaluation\":"u8);
        json.String(Time(last));
    }

    private static string StateOf(AlertState state) => state switch { AlertState.Firing => "firing", AlertState.Pending => "pending", _ => "inactive" };
}
