using Vigia.Console.Dashboards.Frames;
using Vigia.Console.Dashboards.Model;
using Vigia.Console.Dashboards.Sharing;
using Vigia.Console.Dashboards.Templating;
using Vigia.Model.Metrics;
using Vigia.Model.Queries;

namespace Vigia.Console.Dashboards.Queries;

/// <summary>Runs a dashboard's annotation queries: points in time at which an expression has a value, neighbours joined to a region. Thread-safe.</summary>
internal sealed class AnnotationQueries(SharedQueries queries)
{
    private const int MaxAnnotations = 500;
    private const long LeastStep = 60_000;
    private const int Points = 400;

    public async Task<IReadOnlyList<PanelAnnotation>> RunAsync(PanelContext context, DashboardOptions options, CancellationToken cancellationToken)
    {
        var found = new List<PanelAnnotation>();
        foreach (AnnotationQuery annotation in context.Dashboard.Annotations)
        {
            if (!annotation.IsEnabled || annotation.Expression.Length == 0
                || DataSources.Find(annotation.DataSource, context.Values.Scope, context.Dashboard).Kind != DataSourceKind.Prometheus)
            {
                continue;
            }

            try
            {
                found.AddRange(await RunAsync(annotation, context, options, cancellationToken));
            }
            catch (Exception exception) when (exception is QueryException or TemplateException or QueryLimitException)
            {
                context.Notice("warning", null, $"The annotation '{annotation.Name}': {exception.Message}");
            }
        }

        return found.Count <= MaxAnnotations ? found : found[..MaxAnnotations];
    }

    private async Task<List<PanelAnnotation>> RunAsync(AnnotationQuery annotation, PanelContext context, DashboardOptions options, CancellationToken cancellationToken)
    {
        QueryRange range = context.Values.Range;
        long least = DurationText.TryParse(annotation.Step, out long own) && own > 0 ? own : LeastStep;
        long step = QueryInterval.Choose(range.Length, Points, least);
        string expression = TemplateText.ExpandQuery(annotation.Expression, context.Values with { Range = range with { Interval = step, RateInterval = QueryInterval.Rate(step, LeastStep / 4) } });
        QueryAnswer answer = await queries.EvaluateAsync(
            SharedQueryKey.Range(expression, range.From, range.To, step), new QueryOptions { Limit = options.MaxSeries, User = context.Request.User }, cancellationToken);
        var found = new List<PanelAnnotation>();
        foreach (MatrixSeries series in answer.Value is MatrixValue matrix ? matrix.Series : [])
        {
            Add(series, annotation, step, found);
        }

        return found;
    }

    private static void Add(MatrixSeries series, AnnotationQuery annotation, long step, List<PanelAnnotation> into)
    {
        string title = LegendText.Of(annotation.TitleFormat.Length > 0 ? annotation.TitleFormat : annotation.Name, series.Labels, annotation.Name);
        string text = annotation.TextFormat.Length > 0 ? LegendText.Of(annotation.TextFormat, series.Labels, "") : "";
        string[] tags = [.. annotation.TagKeys.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(key => series.Labels[key]).Where(static value => value.Length > 0)];
        ReadOnlySpan<long> times = series.Timestamps.Span;
        ReadOnlySpan<double> values = series.Values.Span;
        for (int i = 0; i < times.Length && into.Count < MaxAnnotations;)
        {
            // A value of 0 says that it does not hold.
            if (!(values[i] > 0))
            {
                i++;
                continue;
            }

            int last = i;
            while (last + 1 < times.Length && times[last + 1] - times[last] <= step && values[last + 1] > 0)
            {
                last++;
            }

            into.Add(new PanelAnnotation(times[i], last > i ? times[last] : null, title, text, tags));
            i = last + 1;
        }
    }
}
