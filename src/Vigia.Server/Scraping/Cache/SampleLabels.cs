using System.Text;
using Vigia.Model.Labels;
using Vigia.Server.Configuration.Model;
using Vigia.Server.Relabeling;

namespace Vigia.Server.Scraping.Cache;

/// <summary>Turns what a target says of a series into the labels that it is stored with.</summary>
internal static class SampleLabels
{
    /// <summary>Joins the target's labels, relabels and checks; null where a rule drops the series.</summary>
    /// <exception cref="ScrapeException">The series breaks a limit or has no proper name: the scrape fails.</exception>
    public static LabelSet? Apply(SampleRules rules, LabelBuilder labels)
    {
        // Twice in what the target says is an error; twice because of the target's own labels is not.
        if (!labels.TryBuild(out LabelSet exposed, out string? repeated))
        {
            throw new ScrapeException($"label name \"{repeated}\" is not unique: invalid sample");
        }

        Join(rules.Target, rules.Job.HonorLabels, exposed, labels);
        if (!Relabeler.Apply(rules.Job.MetricRelabelRules, labels))
        {
            return null;
        }

        LabelSet stored = labels.Build();
        if (stored.Count == 0)
        {
            return null;
        }

        string name = stored.MetricName;
        if (name.Length == 0)
        {
            throw new ScrapeException("missing metric name (__name__ label)");
        }

        if (rules.Job.ClassicNamesOnly)
        {
            CheckNames(stored, name);
        }

        CheckLimits(stored, name, rules.Job.Limits);
        return stored;
    }

    private static void Join(LabelSet target, bool honorsLabels, LabelSet exposed, LabelBuilder labels)
    {
        foreach (Label label in target.Span)
        {
            string given = exposed[label.Name];
            if (given.Length == 0)
            {
                labels.Set(label.Name, label.Value);
                continue;
            }

            if (honorsLabels)
            {
                continue;
            }

            labels.Set(label.Name, label.Value);
            string moved = "exported_" + label.Name;
            while (exposed.Contains(moved) || target.Contains(moved))
            {
                moved = "exported_" + moved;
            }

            labels.Set(moved, given);
        }
    }

    private static void CheckNames(LabelSet labels, string name)
    {
        if (!LabelNames.IsClassicMetricName(name))
        {
            throw new ScrapeException($"invalid metric name or label names: {labels}");
        }

        foreach (Label label in labels.Span)
        {
            if (!LabelNames.IsClassicLabelName(label.Name))
            {
                throw new ScrapeException($"invalid metric name or label names: {labels}");
            }
        }
    }

    private static void CheckLimits(LabelSet labels, string name, ScrapeLimits limits)
    {
        if (limits.Labels > 0 && labels.Count > limits.Labels)
        {
            throw ScrapeException.OfLabels($"label_limit exceeded (metric: {Short(name)}, number of labels: {labels.Count}, limit: {limits.Labels})");
        }

        if (limits.LabelNameLength == 0 && limits.LabelValueLength == 0)
        {
            return;
        }

        foreach (Label label in labels.Span)
        {
            int length = Encoding.UTF8.GetByteCount(label.Name);
            if (limits.LabelNameLength > 0 && length > limits.LabelNameLength)
            {
                throw ScrapeException.OfLabels(
                    $"label_name_length_limit exceeded (metric: {Short(name)}, label name: {Short(label.Name)}, length: {length}, limit: {limits.LabelNameLength})");
            }

            length = Encoding.UTF8.GetByteCount(label.Value);
            if (limits.LabelValueLength > 0 && length > limits.LabelValueLength)
            {
                throw ScrapeException.OfLabels(
                    $"label_value_length_limit exceeded (metric: {Short(name)}, label name: {Short(label.Name)}, value: {Short(label.Value)}, length: {length}, limit: {limits.LabelValueLength})");
            }
        }
    }

    private static string Short(string text) => text.Length > 50 ? text[..50] : text;
}
