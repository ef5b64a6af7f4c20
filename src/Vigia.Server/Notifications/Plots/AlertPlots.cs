using System.Globalization;
using Vigia.Model.Labels;
using Vigia.Model.Queries;
using Vigia.Server.Alerting.Rules.Drafting;
using Vigia.Server.Notifications.Templates;
using Vigia.Server.Notifications.Templates.Values;

namespace Vigia.Server.Notifications.Plots;

/// <summary>
/// Draws what an alert's expression compares, with its threshold, around the time at which the alert began. A notice matters more than its picture: where
/// there is no data, or the query takes long, there is none. Thread safe.
/// </summary>
internal sealed class AlertPlots(IMetricQueries? queries, NotificationMetrics metrics, TimeProvider time)
{
    private const int MaxLines = 8;
    private const int Points = 280;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Shortest = TimeSpan.FromHours(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>The plot of a notice's first alert, of those that fire before those that have resolved; null where there is nothing to draw.</summary>
    public async Task<AlertPlot?> DrawAsync(NotificationData data, CancellationToken cancellationToken)
    {
        AlertView? shown = data.Alerts.FirstOrDefault(static alert => !alert.IsResolved) ?? (data.Alerts.Count > 0 ? data.Alerts[0] : null);
        string expression = shown is null ? "" : CurrentValues.Expression(shown.Alert.GeneratorUrl);
        IReadOnlyList<RuleCurve> curves = queries is null || expression.Length == 0 ? [] : RuleGraph.Of(expression);
        if (curves.Count == 0)
        {
            return null;
        }

        using var limit = new CancellationTokenSource(Timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            AlertPlot? plot = await DrawAsync(data, shown!, curves, linked.Token);
            metrics.Plots.WithLabels(plot is null ? "empty" : "drawn").Increment();
            return plot;
        }
        catch (Exception exception) when (exception is QueryException or DllNotFoundException or TypeInitializationException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Also where the library that draws does not run on this machine.
            metrics.Plots.WithLabels("failed").Increment();
            return null;
        }
    }

    private async Task<AlertPlot?> DrawAsync(NotificationData data, AlertView shown, IReadOnlyList<RuleCurve> curves, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        TimeSpan span = 3 * (now - shown.Alert.StartsAt);
        span = span < Shortest ? Shortest : span > Longest ? Longest : span;
        long step = Math.Max(15_000, (long)(span.TotalMilliseconds / Points));
        long to = now.ToUnixTimeMilliseconds() / step * step;
        long from = to - ((long)span.TotalMilliseconds / step * step);
        var lines = new List<MatrixSeries>();
        foreach (string query in curves.Select(static curve => curve.Query).Distinct(StringComparer.Ordinal))
        {
            QueryAnswer answer = await queries!.EvaluateRangeAsync(query, from, to, step, new QueryOptions { Timeout = Timeout, Limit = 200, User = "notifications" }, cancellationToken);
            lines.AddRange((answer.Value as MatrixValue)?.Series.Where(series => data.Alerts.Any(alert => IsOf(alert.Alert.Labels, series.Labels))) ?? []);
        }

        lines = [.. lines.Take(MaxLines)];
        double[] bounds = [.. curves.Select(static curve => curve.Bound).OfType<double>().Where(double.IsFinite).Distinct()];
        if (lines.Count == 0)
        {
            return null;
        }

        string[] names = [.. lines.Select(series => Name(series.Labels, lines))];
        byte[] png = PlotImage.Draw(lines, names, bounds, shown.Alert.StartsAt, from, to);
        string last = lines[0].Values.Length > 0 ? lines[0].Values.Span[^1].ToString("G6", CultureInfo.InvariantCulture) : "–";
        string limits = bounds.Length == 0 ? "" : " (" + string.Join(", ", bounds.Select(static bound => bound.ToString("G6", CultureInfo.InvariantCulture))) + ")";
        return new AlertPlot(png, $"{curves[0].Query}: {last}{limits}");
    }

    // A rule adds labels and may change some: the series contradicts the alert in none that both have.
    private static bool IsOf(LabelSet alert, LabelSet series) =>
        series.All(label => label.Name == LabelNames.MetricName || !alert.Contains(label.Name) || alert[label.Name] == label.Value);

    // What tells the lines apart.
    private static string Name(LabelSet labels, IReadOnlyList<MatrixSeries> all)
    {
        string name = string.Join(", ", labels.Where(label => label.Name != LabelNames.MetricName && all.Any(other => other.Labels[label.Name] != label.Value)).Select(static label => label.Value));
        return name.Length > 0 ? name : labels.MetricName;
    }
}
