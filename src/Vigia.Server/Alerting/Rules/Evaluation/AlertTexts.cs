using Vigia.Model.Labels;
using Vigia.Model.Queries;
using Vigia.Server.Alerting.Templates;
using Vigia.Server.Alerting.Templates.Functions;
using Vigia.Server.Alerting.Templates.Values;

namespace Vigia.Server.Alerting.Rules.Evaluation;

/// <summary>Fills an alerting rule's labels and annotations for the series of one evaluation. Not thread-safe.</summary>
internal sealed class AlertTexts
{
    private const int MaxErrors = 10;

    private readonly AlertingRule _rule;
    private readonly RuleEvaluationOptions _options;
    private readonly QueryAnswers _answers;
    private readonly long _time;
    private TemplateFunctions? _functions;
    private readonly List<string> _errors = [];

    /// <summary>The texts of one evaluation.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="options">What templates may know.</param>
    /// <param name="query">How they query.</param>
    /// <param name="time">The evaluation's time in milliseconds.</param>
    public AlertTexts(AlertingRule rule, RuleEvaluationOptions options, Func<string, CancellationToken, ValueTask<VectorValue>> query, long time) =>
        (_rule, _options, _answers, _time) = (rule, options, new QueryAnswers(query), time);

    /// <summary>The first errors of templates.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>The identity of a series' alert.</summary>
    public async ValueTask<LabelSet> LabelsAsync(VectorSample sample, CancellationToken cancellationToken)
    {
        LabelSet labels = sample.Labels.Without(LabelNames.MetricName);
        foreach (RuleText label in _rule.Labels)
        {
            labels = labels.With(label.Name, await FillAsync(label, sample, cancellationToken));
        }

        return labels.With(AlertLabels.Name, _rule.Name);
    }

    /// <summary>What is said of a series' alert, ordered by name.</summary>
    public async ValueTask<IReadOnlyList<Label>> AnnotationsAsync(VectorSample sample, CancellationToken cancellationToken)
    {
        var annotations = new Label[_rule.Annotations.Count];
        for (int i = 0; i < annotations.Length; i++)
        {
            annotations[i] = new Label(_rule.Annotations[i].Name, await FillAsync(_rule.Annotations[i], sample, cancellationToken));
        }

        Array.Sort(annotations, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return annotations;
    }

    private async ValueTask<string> FillAsync(RuleText text, VectorSample sample, CancellationToken cancellationToken)
    {
        // Most texts are no templates; a comment counts as one.
        bool isTemplate = text.Template is not null && text.Text.Contains("{{", StringComparison.Ordinal);
        return isTemplate ? await RunAsync(text.Template!, sample, cancellationToken) : text.Text;
    }

    private async ValueTask<string> RunAsync(Template template, VectorSample sample, CancellationToken cancellationToken)
    {
        // Most evaluations find nothing to fill.
        TemplateFunctions functions = _functions ??= RuleFunctions.ForRunning(_answers, _time, _options.ExternalAddress);
        var data = new AlertTemplateData(sample.Labels, _options.ExternalLabels, _options.ExternalAddress, sample.Histogram is { } histogram ? histogram : sample.Value);
        try
        {
            return await _answers.RunAsync(
                () => template.Run(data, functions, AlertTemplateData.Variables.Zip(data.Values), _options.Templates, cancellationToken), cancellationToken);
        }
        catch (TemplateException exception)
        {
            string error = $"error executing template {template.Name}: {exception.Message}";
            if (_errors.Count < MaxErrors)
            {
                _errors.Add(error);
            }

            return $"<error expanding template: {error}>";
        }
    }
}
