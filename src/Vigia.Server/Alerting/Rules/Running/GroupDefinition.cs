using System.Globalization;
using System.Text;
using Vigia.Server.Alerting.Rules.Evaluation;

namespace Vigia.Server.Alerting.Rules.Running;

/// <summary>Says all that an evaluation of a group depends on, so that a reload leaves alone what did not change.</summary>
internal static class GroupDefinition
{
    public static string Of(RuleGroup group, TimeSpan interval, RuleEvaluationOptions options)
    {
        var text = new StringBuilder();
        Add(text, group.File, group.Name, Ticks(interval), Ticks(group.QueryOffset ?? options.QueryOffset), group.Limit.ToString(CultureInfo.InvariantCulture));
        Add(text, options.ExternalLabels.ToString(), options.ExternalAddress);
        foreach (Rule rule in group.Rules)
        {
            Add(text, rule.GetType().Name, rule.Name, rule.Query, rule.Line.ToString(CultureInfo.InvariantCulture), rule.QueryLine.ToString(CultureInfo.InvariantCulture));
            Add(text, rule.Labels);
            if (rule is AlertingRule alert)
            {
                Add(text, Ticks(alert.For), Ticks(alert.KeepFiringFor));
                Add(text, alert.Annotations);
            }
        }

        return text.ToString();
    }

    private static string Ticks(TimeSpan time) => time.Ticks.ToString(CultureInfo.InvariantCulture);

    private static void Add(StringBuilder text, IReadOnlyList<RuleText> texts)
    {
        text.Append(texts.Count).Append('[');
        foreach (RuleText one in texts)
        {
            Add(text, one.Name, one.Text);
        }

        text.Append(']');
    }

    // The lengths keep texts apart that run into each other.
    private static void Add(StringBuilder text, params ReadOnlySpan<string> parts)
    {
        foreach (string part in parts)
        {
            text.Append(part.Length).Append(':').Append(part).Append(';');
        }
    }
}
