using System.Text;
using Microsoft.AspNetCore.Http;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Server.Configuration.Reload;

namespace Vigia.Server.QueryApi;

/// <summary><c>/federate</c>: the newest sample of every selected series, in the text format, untyped, with external labels.</summary>
internal sealed class FederationEndpoint(IMetricSource source, IConfigurationReloader configuration, TimeProvider time)
{
    private const long Lookback = 5 * 60 * 1000;

    public async Task AnswerAsync(ApiCall call)
    {
        IReadOnlyList<IReadOnlyList<LabelMatcher>> matches = SelectorParser.OfMatches(call.Parameters.All("match[]"));
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        List<(string Name, LabelSet Labels, long Timestamp, double Value)> rows = Newest(matches, now, call.Cancellation);

        HttpResponse response = call.Context.Response;
        response.ContentType = "text/plain; version=0.0.4; charset=utf-8; escaping=allow-utf-8";
        var text = new StringBuilder();
        string? family = null;
        foreach ((string name, LabelSet labels, long timestamp, double value) in rows)
        {
            if (name != family)
            {
                family = name;
                text.Append("# TYPE ").Append(Bare(name)).Append(" untyped\n");
            }

            Row(text, name, labels, value, timestamp);
            if (text.Length >= 32 * 1024)
            {
                await response.WriteAsync(text.ToString(), call.Cancellation);
                text.Clear();
            }
        }

        await response.WriteAsync(text.ToString(), call.Cancellation);
    }

    private List<(string Name, LabelSet Labels, long Timestamp, double Value)> Newest(
        IReadOnlyList<IReadOnlyList<LabelMatcher>> matches, long now, CancellationToken cancellationToken)
    {
        var seen = new HashSet<LabelSet>();
        var rows = new List<(string Name, LabelSet Labels, long Timestamp, double Value)>();
        using var columns = new SampleColumns();
        foreach (IReadOnlyList<LabelMatcher> matchers in matches)
        {
            using SeriesSelection selection = source.Select(
                new SeriesQuery { Matchers = matchers, MinTime = now - Lookback + 1, MaxTime = now }, cancellationToken);
            for (int i = 0; i < selection.Count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                LabelSet labels = selection.Labels(i);
                if (!seen.Add(labels))
                {
                    continue;
                }

                columns.Clear();
                selection.Read(i, now - Lookback + 1, now, columns);
                int last = columns.Count - 1;

                // The text format cannot say a native histogram.
                if (last < 0 || StaleMarker.Is(columns.Values[last]) || (columns.HasHistograms && columns.Histograms[last] is not null))
                {
                    continue;
                }

                rows.Add((labels.MetricName, labels, columns.Timestamps[last], columns.Values[last]));
            }
        }

        rows.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name) is var order and not 0 ? order : a.Labels.CompareTo(b.Labels));
        return rows;
    }

    private void Row(StringBuilder text, string name, LabelSet labels, double value, long timestamp)
    {
        bool isClassic = LabelNames.IsClassicMetricName(name);
        text.Append(isClassic ? name : "").Append('{');
        bool isFirst = true;
        if (!isClassic)
        {
            text.Append(Bare(name));
            isFirst = false;
        }

        foreach (Label label in labels.Span)
        {
            if (label.Name != LabelNames.MetricName)
            {
                AppendLabel(text, label, ref isFirst);
            }
        }

        // Without it, the one who scrapes would put in its own.
        if (!labels.Contains(LabelNames.Instance))
        {
            AppendLabel(text, new Label(LabelNames.Instance, ""), ref isFirst);
        }

        foreach (Label label in configuration.Current.Global.ExternalLabels.Span)
        {
            if (!labels.Contains(label.Name))
            {
                AppendLabel(text, label, ref isFirst);
            }
        }

        Span<byte> number = stackalloc byte[SampleText.MaxPlainLength];
        text.Append("} ").Append(Encoding.ASCII.GetString(number[..SampleText.WriteJson(value, number)]))
            .Append(' ').Append(timestamp).Append('\n');
    }

    private static void AppendLabel(StringBuilder text, Label label, ref bool isFirst)
    {
        text.Append(isFirst ? "" : ",");
        isFirst = false;
        text.Append(Bare(label.Name)).Append("=\"")
            .Append(label.Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal))
            .Append('"');
    }

    private static string Bare(string name) => LabelNames.IsClassicMetricName(name) ? name : QuotedText.Quote(name);
}
