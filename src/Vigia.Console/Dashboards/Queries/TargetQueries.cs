using Vigia.Console.Dashboards.Frames;
using Vigia.Console.Dashboards.Model;
using Vigia.Console.Dashboards.Sharing;
using Vigia.Console.Dashboards.Templating;
using Vigia.Model.Metrics;
using Vigia.Model.Queries;

namespace Vigia.Console.Dashboards.Queries;

/// <summary>Runs a panel's queries, all at once. One that fails is a notice; the others are shown. Thread-safe.</summary>
internal sealed class TargetQueries(SharedQueries queries, ExemplarQueries exemplars)
{
    /// <summary>A panel may show one that shows another; a circle ends here.</summary>
    private const int MaxHops = 3;

    public Task<TargetResults> RunAsync(PanelContext context, DashboardOptions options, CancellationToken cancellationToken) =>
        RunAsync(context, context.Panel, options, 0, cancellationToken);

    private async Task<TargetResults> RunAsync(PanelContext context, Panel panel, DashboardOptions options, int hops, CancellationToken cancellationToken)
    {
        PanelTarget[] shown = [.. panel.Targets.Where(static target => !target.IsHidden)];
        var asked = new List<PanelTarget>();
        UnsupportedPanel? why = null;
        foreach (PanelTarget target in shown)
        {
            (DataSourceKind kind, string name) = Source(context, panel, target);
            if (kind == DataSourceKind.Dashboard)
            {
                return await ReuseAsync(context, panel, target, options, hops, cancellationToken);
            }

            if (kind == DataSourceKind.Prometheus)
            {
                if (target.Expression.Length > 0)
                {
                    asked.Add(target);
                }

                continue;
            }

            why ??= kind == DataSourceKind.Expression ? new UnsupportedPanel("expression") : new UnsupportedPanel("data-source", name);
            context.Notice("warning", target.RefId, kind == DataSourceKind.Expression
                ? "Calculations over other queries (__expr__) are not supported."
                : $"Its data source is of type '{name}', which is not available here.");
        }

        if (asked.Count == 0)
        {
            return new TargetResults { Unsupported = why ?? new UnsupportedPanel("no-query") };
        }

        Part[] parts = await Task.WhenAll(asked.Select(target => RunAsync(context, panel, target, asked.Count == 1, options, cancellationToken)));
        return new TargetResults
        {
            Frames = [.. parts.SelectMany(static part => part.Frames)],
            Exemplars = [.. parts.SelectMany(static part => part.Exemplars)],
            Range = parts[0].Range,
            Samples = parts.Sum(static part => part.Samples),
            Series = parts.Sum(static part => part.Series),
        };
    }

    private static (DataSourceKind Kind, string Name) Source(PanelContext context, Panel panel, PanelTarget target)
    {
        DataSourceReference reference = target.DataSource.IsDefault ? panel.DataSource : target.DataSource;
        (DataSourceKind kind, string name) = DataSources.Find(reference, context.Values.Scope, context.Dashboard);
        return kind == DataSourceKind.Mixed ? (DataSourceKind.Prometheus, name) : (kind, name);
    }

    private async Task<TargetResults> ReuseAsync(PanelContext context, Panel panel, PanelTarget target, DashboardOptions options, int hops, CancellationToken cancellationToken)
    {
        Panel? source = target.SourcePanel == panel.Id ? null : context.Dashboard.Find(target.SourcePanel);
        if (source is null || hops >= MaxHops)
        {
            return new TargetResults { Unsupported = new UnsupportedPanel("source-panel", target.SourcePanel.ToString(System.Globalization.CultureInfo.InvariantCulture)) };
        }

        return await RunAsync(context, source, options, hops + 1, cancellationToken);
    }

    private async Task<Part> RunAsync(PanelContext context, Panel panel, PanelTarget target, bool isOnly, DashboardOptions options, CancellationToken cancellationToken)
    {
        try
        {
            TemplateValues values = WithStep(context, panel, target, options);
            string expression = AdhocSelectors.Apply(TemplateText.ExpandQuery(target.Expression, values), Filters(context));
            string legend = target.LegendFormat == "__auto" ? "__auto" : TemplateText.Expand(target.LegendFormat, values);
            long step = values.Range.Interval * target.IntervalFactor;
            var query = new QueryOptions { Limit = options.MaxSeries, User = context.Request.User };
            var part = new Part(values.Range with { Interval = step });
            if (target.IsRange)
            {
                await AddAsync(part, SharedQueryKey.Range(expression, values.Range.From, values.Range.To, step), context, target, legend, step, isOnly, query, cancellationToken);
            }

            if (target.IsInstant)
            {
                await AddAsync(part, SharedQueryKey.Instant(expression, values.Range.To), context, target, legend, 0, isOnly, query, cancellationToken);
            }

            if (target.HasExemplars && context.Panel.Type is "timeseries" or "heatmap")
            {
                part.Exemplars = exemplars.Find(target.RefId, expression, values.Range, cancellationToken);
            }

            return part;
        }
        catch (Exception exception) when (exception is QueryException or TemplateException or QueryLimitException)
        {
            context.Notice("error", target.RefId, exception.Message);
            return new Part(context.Values.Range);
        }
    }

    private async Task AddAsync(
        Part part, SharedQueryKey key, PanelContext context, PanelTarget target, string legend, long step, bool isOnly, QueryOptions query, CancellationToken cancellationToken)
    {
        QueryAnswer answer = await queries.EvaluateAsync(key, query, cancellationToken);
        foreach (string warning in answer.Warnings)
        {
            context.Notice("warning", target.RefId, warning);
        }

        foreach (string info in answer.Infos)
        {
            context.Notice("info", target.RefId, info);
        }

        part.Samples += answer.Cost?.SamplesRead ?? 0;
        part.Series += answer.Value switch { MatrixValue matrix => matrix.Series.Count, VectorValue vector => vector.Samples.Count, _ => 1 };
        part.Frames.AddRange(FrameBuilder.Build(answer.Value, target, legend, key.Expression, step, isOnly));
    }

    /// <summary>The step as Grafana chooses it: the points across, not finer than the query's, the panel's or the source's own interval.</summary>
    private static TemplateValues WithStep(PanelContext context, Panel panel, PanelTarget target, DashboardOptions options)
    {
        TemplateValues values = context.Values;
        long scrape = (long)options.ScrapeInterval.TotalMilliseconds;
        int points = panel.MaxDataPoints > 0 ? panel.MaxDataPoints : context.Request.MaxPoints;
        long rough = QueryInterval.Choose(values.Range.Length, points, scrape);
        values = values with { Range = values.Range with { Interval = rough, RateInterval = QueryInterval.Rate(rough, scrape) } };
        bool hasOwn = Duration(target.Interval, values, out long least);
        if (hasOwn || Duration(panel.Interval, values, out least))
        {
            scrape = hasOwn && !target.Interval.Contains("__", StringComparison.Ordinal) ? least : scrape;
        }
        else
        {
            least = scrape;
        }

        long interval = QueryInterval.Choose(values.Range.Length, points, least);
        return values with { Range = values.Range with { Interval = interval, RateInterval = QueryInterval.Rate(interval, scrape) } };
    }

    private static bool Duration(string text, TemplateValues values, out long milliseconds)
    {
        milliseconds = 0;
        return text.Length > 0 && DurationText.TryParse(TemplateText.Expand(text, values), out milliseconds) && milliseconds > 0;
    }

    private static IReadOnlyList<AdhocFilter> Filters(PanelContext context) =>
        context.Request.Adhoc.Count > 0
            ? context.Request.Adhoc
            : [.. context.Dashboard.Variables.Where(static variable => variable.Kind == VariableKind.Adhoc).SelectMany(static variable => variable.Filters)];

    private sealed class Part(QueryRange range)
    {
        public QueryRange Range { get; } = range;

        public List<Frame> Frames { get; } = [];

        public IReadOnlyList<PanelExemplar> Exemplars { get; set; } = [];

        public long Samples { get; set; }

        public long Series { get; set; }
    }
}
