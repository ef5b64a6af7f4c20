using System.Globalization;
using System.Text;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;

namespace Vigia.Storage.Metrics.Administration;

/// <summary>Writes samples as OpenMetrics text with timestamps, family by family, as <c>promtool tsdb create-blocks-from openmetrics</c> reads them.</summary>
public static class OpenMetricsExport
{
    /// <summary>Writes all floats that a query selects. Stale markers and native histograms, which the text cannot say, are left out and counted.</summary>
    /// <returns>Samples written, samples left out, and what else is missing, such as a damaged block.</returns>
    public static async Task<(long Written, long Skipped, IReadOnlyList<string> Warnings)> WriteAsync(IMetricSource source, SeriesQuery query, TextWriter writer, CancellationToken cancellationToken)
    {
        using SeriesSelection selection = source.Select(query, cancellationToken);
        (LabelSet Labels, int Index)[] series = [.. Enumerable.Range(0, selection.Count).Select(index => (selection.Labels(index), index))];
        Array.Sort(series, static (a, b) =>
        {
            int order = string.CompareOrdinal(a.Labels.MetricName, b.Labels.MetricName);
            return order != 0 ? order : a.Labels.CompareTo(b.Labels);
        });
        using var columns = new SampleColumns();
        string family = "";
        (long written, long skipped) = (0, 0);
        foreach ((LabelSet labels, int index) in series)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (labels.MetricName != family)
            {
                family = labels.MetricName;
                string shown = LabelNames.IsClassicMetricName(family) ? family : Quote(new StringBuilder(), family).ToString();
                await writer.WriteAsync($"# TYPE {shown} unknown\n").ConfigureAwait(false);
            }

            string name = Name(labels);
            columns.Clear();
            selection.Read(index, query.MinTime, query.MaxTime, columns);
            for (int i = 0; i < columns.Count; i++)
            {
                if (StaleMarker.Is(columns.Values[i]) || (columns.HasHistograms && columns.Histograms[i] is not null))
                {
                    skipped++;
                    continue;
                }

                await writer.WriteAsync(Line(name, columns.Timestamps[i], columns.Values[i])).ConfigureAwait(false);
                written++;
            }
        }

        await writer.WriteAsync("# EOF\n").ConfigureAwait(false);
        await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        return (written, skipped, selection.Warnings);
    }

    /// <summary>A series as OpenMetrics writes it: no space anywhere.</summary>
    private static string Name(LabelSet labels)
    {
        var text = new StringBuilder();
        bool isClassic = LabelNames.IsClassicMetricName(labels.MetricName);
        text.Append(isClassic ? labels.MetricName : "").Append('{');
        if (!isClassic && labels.MetricName.Length > 0)
        {
            Quote(text, labels.MetricName).Append(',');
        }

        foreach (Label label in labels)
        {
            if (label.Name != LabelNames.MetricName)
            {
                _ = LabelNames.IsClassicMetricName(label.Name) && !label.Name.Contains(':', StringComparison.Ordinal)
                    ? text.Append(label.Name)
                    : Quote(text, label.Name);
                Quote(text.Append('='), label.Value).Append(',');
            }
        }

        text.Length -= text[^1] == ',' ? 1 : 0;
        return text.Append('}').ToString();
    }

    private static StringBuilder Quote(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (char c in value)
        {
            _ = c switch { '\\' => text.Append(@"\\"), '"' => text.Append("\\\""), '\n' => text.Append(@"\n"), _ => text.Append(c) };
        }

        return text.Append('"');
    }

    private static string Line(string name, long time, double value)
    {
        string text = value switch
        {
            double.PositiveInfinity => "+Inf",
            double.NegativeInfinity => "-Inf",
            _ => value.ToString("R", CultureInfo.InvariantCulture),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{name} {text} {time / 1000.0:0.###}\n");
    }
}
