using System.Globalization;
using System.Text;
using Vigia.Model.Labels;
using Vigia.Server.Configuration.Model;
using Vigia.Server.Configuration.Reading;
using Vigia.Server.Relabeling;

namespace Vigia.Server.Scraping.Targets;

/// <summary>Makes targets of what discovery finds, by a job's defaults and relabeling rules.</summary>
internal static class TargetBuilder
{
    private const string Address = "__address__";
    private const string Scheme = "__scheme__";
    private const string MetricsPath = "__metrics_path__";
    private const string Interval = "__scrape_interval__";
    private const string Timeout = "__scrape_timeout__";
    private const string Parameter = "__param_";

    /// <summary>Makes one target.</summary>
    /// <param name="job">Its job.</param>
    /// <param name="address">Its address; "" where only labels give one.</param>
    /// <param name="group">What its group says of it.</param>
    /// <param name="target">The target; null where a rule drops it or it is wrong.</param>
    /// <param name="discovered">The labels before relabeling.</param>
    /// <returns>What is wrong; null where nothing is.</returns>
    public static string? Build(ScrapeConfiguration job, string address, LabelSet group, out ScrapeTarget? target, out LabelSet discovered)
    {
        target = null;
        var labels = new LabelBuilder();
        labels.Reset(group);
        if (address.Length > 0)
        {
            labels.Set(Address, address);
        }

        SetDefaults(job, labels);
        discovered = labels.Build();
        if (!Relabeler.Apply(job.RelabelRules, labels))
        {
            return null;
        }

        if (Check(labels, out TimeSpan interval, out TimeSpan timeout, out Uri? url) is { } error)
        {
            return error;
        }

        if (!labels.Contains(LabelNames.Instance))
        {
            labels.Set(LabelNames.Instance, labels.Get(Address));
        }

        LabelSet stored = LabelSet.From(labels.Span.ToArray().Where(static label => !label.Name.StartsWith(LabelNames.ReservedPrefix, StringComparison.Ordinal)));
        target = new ScrapeTarget(stored, url!, interval, timeout) { Discovered = discovered };
        return null;
    }

    private static void SetDefaults(ScrapeConfiguration job, LabelBuilder labels)
    {
        Default(labels, LabelNames.Job, job.JobName);
        Default(labels, Interval, DurationText.Format(job.Interval));
        Default(labels, Timeout, DurationText.Format(job.Timeout));
        Default(labels, MetricsPath, job.MetricsPath);
        Default(labels, Scheme, job.Scheme);
        foreach (string name in job.Parameters.Select(static pair => pair.Key).Distinct())
        {
            Default(labels, Parameter + name, job.Parameters.First(pair => pair.Key == name).Value);
        }
    }

    private static void Default(LabelBuilder labels, string name, string value)
    {
        if (!labels.Contains(name))
        {
            labels.Set(name, value);
        }
    }

    private static string? Check(LabelBuilder labels, out TimeSpan interval, out TimeSpan timeout, out Uri? url)
    {
        (interval, timeout, url) = (default, default, null);
        string address = labels.Get(Address);
        if (address.Length == 0)
        {
            return "no address";
        }

        if (address.Contains('/', StringComparison.Ordinal))
        {
            return $"\"{address}\" is not a valid hostname";
        }

        if (!DurationText.TryParse(labels.Get(Interval), out interval) || interval <= TimeSpan.Zero)
        {
            return $"error parsing scrape interval \"{labels.Get(Interval)}\"";
        }

        if (!DurationText.TryParse(labels.Get(Timeout), out timeout) || timeout <= TimeSpan.Zero)
        {
            return $"error parsing scrape timeout \"{labels.Get(Timeout)}\"";
        }

        if (timeout > interval)
        {
            return $"scrape timeout cannot be greater than scrape interval (\"{labels.Get(Timeout)}\" > \"{labels.Get(Interval)}\")";
        }

        string text = $"{labels.Get(Scheme)}://{address}{Slash(labels.Get(MetricsPath))}{Query(labels)}";
        return Uri.TryCreate(text, UriKind.Absolute, out url) && url.Scheme is "http" or "https" ? null : $"\"{text}\" is not an address that can be scraped";
    }

    private static string Slash(string path) => path.StartsWith('/') ? path : "/" + path;

    private static string Query(LabelBuilder labels)
    {
        var query = new StringBuilder();
        foreach (Label label in labels.Build().Span)
        {
            if (label.Name.StartsWith(Parameter, StringComparison.Ordinal))
            {
                query.Append(query.Length == 0 ? '?' : '&').Append(
                    CultureInfo.InvariantCulture, $"{Uri.EscapeDataString(label.Name[Parameter.Length..])}={Uri.EscapeDataString(label.Value)}");
            }
        }

        return query.ToString();
    }
}
