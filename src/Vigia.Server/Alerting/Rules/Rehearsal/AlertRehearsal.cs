using Vigia.Model.Labels;
using Vigia.Model.Queries;
using Vigia.PromQL.Syntax.Printing;
using Vigia.Server.Alerting.Rules.Evaluation;

namespace Vigia.Server.Alerting.Rules.Rehearsal;

/// <summary>
/// One alerting rule over stored time: range queries find its series, and the same tracker as in the running system says when each would have been pending,
/// firing, over. Made for one rehearsal of one rule.
/// </summary>
internal sealed class AlertRehearsal(AlertingRule rule, RuleEvaluationOptions options, IMetricQueries queries, RehearsalLimits limits)
{
    private readonly AlertTracker _tracker = new(rule.For, rule.KeepFiringFor);
    private readonly string? _measured = rule.NoData != NoDataHandling.Ok && MeasuredExpression.Of(rule.Tree) is { } measured ? PromqlPrinter.Print(measured) : null;
    private readonly Dictionary<LabelSet, RehearsedEpisode> _open = [];
    private readonly HashSet<LabelSet> _pending = [];
    private readonly List<RehearsedEpisode> _episodes = [];
    private (AlertTexts Texts, Dictionary<LabelSet, VectorSample> Samples)? _last;

    /// <summary>Every episode, by the time that it fired.</summary>
    public IReadOnlyList<RehearsedEpisode> Episodes => [.. _episodes.Concat(_open.Values).OrderBy(static episode => episode.FiredAt)];

    /// <summary>How often one was pending and over before it fired.</summary>
    public int NearMisses { get; private set; }

    /// <summary>At how many evaluations the query had a result.</summary>
    public int NonEmpty { get; private set; }

    /// <summary>At how many evaluations something fired.</summary>
    public int FiringEvaluations { get; private set; }

    /// <summary>Goes on over some evaluations.</summary>
    /// <exception cref="QueryException">The query fails.</exception>
    /// <exception cref="RuleEvaluationException">It makes too many alerts, or two with the same labels.</exception>
    public async Task RunAsync(long start, long end, long step, CancellationToken cancellationToken)
    {
        List<VectorSample>?[] found = await AskAsync(rule.Query, start, end, step, cancellationToken);
        List<VectorSample>?[]? measured = _measured is null ? null : await AskAsync(_measured, start, end, step, cancellationToken);
        for (int i = 0; i < found.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await AdvanceAsync(start + (i * step), found[i] ?? [], measured is null ? null : measured[i] ?? [], cancellationToken);
        }
    }

    /// <summary>The first alerts that are pending or firing after the last evaluation.</summary>
    public async Task<IReadOnlyList<Alert>> ActiveAsync(CancellationToken cancellationToken)
    {
        var active = new List<Alert>();
        foreach (Alert alert in _tracker.Alerts.Where(static alert => alert.State != AlertState.Inactive).Take(limits.MaxEpisodes))
        {
            active.Add(_last is var (texts, samples) && samples.TryGetValue(alert.Labels, out VectorSample sample)
                ? alert with { Annotations = await texts.AnnotationsAsync(sample, cancellationToken) }
                : alert);
        }

        return active;
    }

    private async Task AdvanceAsync(long time, List<VectorSample> samples, List<VectorSample>? measured, CancellationToken cancellationToken)
    {
        var texts = new AlertTexts(rule, options, (query, token) => QueryAsync(query, time, token), time);
        var candidates = new List<AlertCandidate>(samples.Count);
        var byLabels = new Dictionary<LabelSet, VectorSample>(samples.Count);
        foreach (VectorSample sample in samples)
        {
            LabelSet labels = await texts.LabelsAsync(sample, cancellationToken);
            if (!byLabels.TryAdd(labels, sample))
            {
                throw new RuleEvaluationException("vector contains metrics with the same labelset after applying alert labels");
            }

            candidates.Add(new AlertCandidate(labels, [], sample.Value));
        }

        Func<Alert, bool>? stays = measured is null ? null : await UnknownAsync(time, measured, texts, candidates, byLabels, cancellationToken);
        _tracker.Advance(DateTimeOffset.FromUnixTimeMilliseconds(time), candidates, limits.MaxSeries, stays);
        NonEmpty += samples.Count > 0 ? 1 : 0;
        _last = (texts, byLabels);
        await NoteAsync(time, texts, byLabels, cancellationToken);
    }

    private async ValueTask<Func<Alert, bool>> UnknownAsync(
        long time, List<VectorSample> measured, AlertTexts texts, List<AlertCandidate> candidates, Dictionary<LabelSet, VectorSample> byLabels, CancellationToken cancellationToken)
    {
        var known = new HashSet<LabelSet>(measured.Count);
        foreach (VectorSample sample in measured)
        {
            known.Add(await texts.LabelsAsync(sample, cancellationToken));
        }

        var nothing = new VectorSample(LabelSet.Empty, time, double.NaN);
        LabelSet untold = await texts.LabelsAsync(nothing, cancellationToken);
        if (known.Count == 0 && rule.NoData == NoDataHandling.Alert && byLabels.TryAdd(untold, nothing))
        {
            candidates.Add(new AlertCandidate(untold, [], nothing.Value));
        }

        return alert => !known.Contains(alert.Labels) && !(known.Count > 0 && alert.Labels.Equals(untold));
    }

    private async Task NoteAsync(long time, AlertTexts texts, Dictionary<LabelSet, VectorSample> byLabels, CancellationToken cancellationToken)
    {
        var pending = new HashSet<LabelSet>();
        bool isAnyFiring = false;
        foreach (Alert alert in _tracker.Alerts)
        {
            switch (alert.State)
            {
                case AlertState.Pending:
                    pending.Add(alert.Labels);
                    break;
                case AlertState.Firing:
                    isAnyFiring = true;
                    _pending.Remove(alert.Labels);
                    if (!_open.ContainsKey(alert.Labels))
                    {
                        _open[alert.Labels] = new RehearsedEpisode
                        {
                            Labels = alert.Labels,
                            Annotations = byLabels.TryGetValue(alert.Labels, out VectorSample sample) ? await texts.AnnotationsAsync(sample, cancellationToken) : [],
                            Value = alert.Value,
                            ActiveAt = alert.ActiveAt,
                            FiredAt = alert.FiredAt!.Value,
                        };
                    }

                    break;
                default:
                    if (_open.Remove(alert.Labels, out RehearsedEpisode? over))
                    {
                        _episodes.Add(over with { ResolvedAt = DateTimeOffset.FromUnixTimeMilliseconds(time) });
                    }

                    break;
            }
        }

        FiringEvaluations += isAnyFiring ? 1 : 0;
        NearMisses += _pending.Count(labels => !pending.Contains(labels));
        _pending.Clear();
        _pending.UnionWith(pending);
    }

    /// <summary>A query's samples at each evaluation; null where there is none.</summary>
    private async Task<List<VectorSample>?[]> AskAsync(string query, long start, long end, long step, CancellationToken cancellationToken)
    {
        QueryAnswer answer = await queries.EvaluateRangeAsync(query, start, end, step, RuleRehearsal.Asking, cancellationToken);
        var at = new List<VectorSample>?[((end - start) / step) + 1];
        foreach (MatrixSeries series in ((MatrixValue)answer.Value).Series)
        {
            for (int i = 0; i < series.Timestamps.Length; i++)
            {
                long time = series.Timestamps.Span[i];
                List<VectorSample> samples = at[(time - start) / step] ??= [];
                samples.Add(new VectorSample(series.Labels, time, series.Values.Span[i], series.Histograms.IsEmpty ? null : series.Histograms.Span[i]));
                if (samples.Count > limits.MaxSeries)
                {
                    throw new RuleEvaluationException(FormattableString.Invariant($"exceeded limit of {limits.MaxSeries} with {samples.Count} alerts at one time"));
                }
            }
        }

        return at;
    }

    private async ValueTask<VectorValue> QueryAsync(string query, long time, CancellationToken cancellationToken) =>
        (await RuleQuery.RunAsync(queries, query, time, RuleRehearsal.Asking.User!, timeout: null, cancellationToken)).Vector;
}
