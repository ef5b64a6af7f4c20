using System.Globalization;
using Vigia.Model.Labels;
using Vigia.Model.Queries;
using Vigia.Server.Alerting.Rules.Book;
using Vigia.Server.Alerting.Rules.Evaluation;
using Vigia.Server.Alerting.Rules.Rehearsal;
using Vigia.Server.Alerting.Rules.Running;
using Vigia.Server.Configuration.Reading;
using Vigia.Server.Configuration.Reload;

namespace Vigia.Server.Alerting.Rules.Drafting;

/// <summary>
/// Tells of one rule that is being written: what is wrong at which of its fields, what it finds now, what it would have done. Reads the rule where it would
/// stand, by the reader that also takes the saved file. Safe from any thread.
/// </summary>
internal sealed class RuleDraftExaminer(RuleDraftExamination examination, IConfigurationReloader reloader, RuleContext context, TimeProvider time)
{
    private static readonly QueryOptions Asking = new() { User = "rule preview" };

    /// <summary>Checks a rule.</summary>
    /// <param name="text">The text of the file that it is put into; "" for a new one.</param>
    /// <param name="file">The name that messages have.</param>
    /// <param name="place">Where it is put.</param>
    /// <param name="draft">The rule.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public RuleDraftCheck Check(string text, string file, RulePlace place, RuleDraft draft, CancellationToken cancellationToken)
    {
        List<RuleFieldIssue> twice = [.. Twice(RuleFieldKind.Label, draft.Labels), .. draft.IsAlert ? Twice(RuleFieldKind.Annotation, draft.Annotations) : []];
        if (twice.Count > 0)
        {
            // YAML would refuse the whole text, and not say which field it means.
            return new RuleDraftCheck { Issues = twice };
        }

        RuleFileChange change;
        try
        {
            change = RuleFileEdit.Put(text, file, place, draft);
        }
        catch (Exception exception) when (exception is RuleBookException or ConfigurationException)
        {
            return new RuleDraftCheck { Issues = [new RuleFieldIssue(new RuleField(RuleFieldKind.File), exception.Message, IsWarning: false)] };
        }

        RuleDraftReport report = examination.Check(change.Text, file, cancellationToken);
        string where = string.Create(CultureInfo.InvariantCulture, $"group {QuotedText.Quote(place.Group)}, rule {change.Place.Index + 1}, {QuotedText.Quote(draft.Name)}: ");
        List<RuleFieldIssue> issues = [.. report.Issues.Select(issue => At(change, issue, where)).Where(static issue => !issue.IsWarning || issue.Field.Kind != RuleFieldKind.File)];
        (RuleGroup group, Rule? rule) = report.Groups.Where(group => group.Name == place.Group)
            .Select(group => (group, group.Rules.ElementAtOrDefault(change.Place.Index!.Value))).FirstOrDefault();
        if (!report.IsRefused && (rule is null || rule.Name != draft.Name))
        {
            issues.Add(new RuleFieldIssue(new RuleField(RuleFieldKind.File), "The file would not hold the rule as it is written here: change the file's text.", IsWarning: false));
            rule = null;
        }

        return new RuleDraftCheck
        {
            Change = change,
            Issues = issues,
            Findings = [.. report.Findings.Where(finding => finding.Group == place.Group && rule is not null && (finding.Line == rule.Line || finding.Line == rule.QueryLine))],
            Group = rule is null ? null : group with { Rules = [rule] },
        };
    }

    /// <summary>Asks what a rule finds now.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<RulePreview> PreviewAsync(Rule rule, CancellationToken cancellationToken)
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        try
        {
            VectorValue found = await AskAsync(rule.Query, now, cancellationToken);
            var preview = new RulePreview { Count = found.Samples.Count, Series = [.. found.Samples.Take(RulePreview.MaxSeries)] };
            return rule is AlertingRule alert ? preview with { Example = await ExampleAsync(alert, found, now, cancellationToken) } : preview;
        }
        catch (Exception exception) when (exception is QueryException or RuleEvaluationException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new RulePreview { Error = exception.Message };
        }
    }

    /// <summary>Runs a checked rule over stored time; waits while others are rehearsed.</summary>
    /// <param name="group">The group with the rule alone.</param>
    /// <param name="span">The time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RuleEvaluationException">It cannot be.</exception>
    public async Task<RehearsedRule> RehearseAsync(RuleGroup group, RehearsalSpan span, CancellationToken cancellationToken) =>
        (await examination.RehearseAsync([group], span, cancellationToken))[0];

    private async Task<RuleExample> ExampleAsync(AlertingRule rule, VectorValue found, long now, CancellationToken cancellationToken)
    {
        bool isResult = found.Samples.Count > 0;
        VectorValue series = isResult ? found : RuleGraph.Of(rule.Tree) is [{ Bound: not null } curve, ..] ? await AskAsync(curve.Query, now, cancellationToken) : found;
        VectorSample sample = series.Samples.Count > 0 ? series.Samples[0] : new VectorSample(LabelSet.Empty, now, double.NaN);
        RuleEvaluationOptions options = context.Evaluation with { ExternalLabels = reloader.Current.Global.ExternalLabels };
        var texts = new AlertTexts(rule, options, async (query, token) => await AskAsync(query, now, token), now);
        LabelSet labels = await texts.LabelsAsync(sample, cancellationToken);
        IReadOnlyList<Label> annotations = await texts.AnnotationsAsync(sample, cancellationToken);
        return new RuleExample(labels, [.. annotations.Where(static annotation => annotation.Name != NoDataAnnotation.Name)], sample.Value, isResult, texts.Errors);
    }

    private async Task<VectorValue> AskAsync(string query, long now, CancellationToken cancellationToken) =>
        (await RuleQuery.RunAsync(context.Queries, query, now, Asking.User!, context.Evaluation.QueryTimeout, cancellationToken)).Vector;

    private static RuleFieldIssue At(RuleFileChange change, ConfigurationIssue issue, string where)
    {
        RuleField field = change.FieldOf(issue.Line);
        string reason = issue.Reason.StartsWith(where, StringComparison.Ordinal) ? issue.Reason[where.Length..] : issue.Reason;
        return new RuleFieldIssue(field, field.Kind == RuleFieldKind.File ? string.Create(CultureInfo.InvariantCulture, $"{issue.Line}: {reason}") : reason, issue.IsWarning);
    }

    private static IEnumerable<RuleFieldIssue> Twice(RuleFieldKind kind, IReadOnlyList<RuleDraftPair> pairs)
    {
        for (int i = 1; i < pairs.Count; i++)
        {
            if (pairs.Take(i).Any(pair => pair.Name == pairs[i].Name))
            {
                yield return new RuleFieldIssue(new RuleField(kind, i), $"{QuotedText.Quote(pairs[i].Name)} is there twice", IsWarning: false);
            }
        }
    }
}
