using Vigia.Model.Alerts;
using Vigia.Model.Labels;
using Vigia.Server.Alerting.Rules.Evaluation;
using Vigia.Server.Alerting.Templates.Functions;
using RuleAlert = Vigia.Server.Alerting.Rules.Evaluation.Alert;

namespace Vigia.Server.Alerting.Rules.Running;

/// <summary>
/// Tells the alerts of one group to who notifies, as Prometheus does: what fires when it begins to and then every <see cref="RuleOptions.ResendDelay"/>,
/// with an end that lies four times that, or four intervals, ahead; what is over at once and then as often, for as long as it is kept. Not thread-safe.
/// </summary>
internal sealed class AlertSender(RuleContext context, TimeSpan interval)
{
    // What is taken is durable when the intake returns: pieces keep one call short.
    private const int MaxPiece = 5000;
    private const int Validity = 4;
    private const string Reserved = "vigia_";

    private Dictionary<(RuleEvaluation Rule, LabelSet Labels), DateTimeOffset> _sent = [];

    /// <summary>Tells what is to be told now.</summary>
    /// <exception cref="Exception">The intake's; what it did not take is told the next time.</exception>
    public async Task SendAsync(IReadOnlyList<RuleEvaluation> rules, DateTimeOffset time, CancellationToken cancellationToken)
    {
        if (context.Intake is not { } intake)
        {
            return;
        }

        DateTimeOffset validUntil = time + (Validity * (interval > context.Options.ResendDelay ? interval : context.Options.ResendDelay));
        var sent = new Dictionary<(RuleEvaluation, LabelSet), DateTimeOffset>(_sent.Count);
        var piece = new List<Model.Alerts.Alert>();
        var keys = new List<(RuleEvaluation, LabelSet)>();
        try
        {
            foreach (AlertingEvaluation rule in rules.OfType<AlertingEvaluation>())
            {
                string link = Link(rule.Rule.Query);
                foreach (RuleAlert alert in rule.Alerts)
                {
                    if (alert.FiredAt is not { } fired)
                    {
                        continue;
                    }

                    (RuleEvaluation, LabelSet) key = (rule, alert.Labels);
                    if (_sent.TryGetValue(key, out DateTimeOffset last) && !(alert.ResolvedAt > last) && last + context.Options.ResendDelay > time)
                    {
                        sent[key] = last;
                        continue;
                    }

                    keys.Add(key);
                    piece.Add(Tell(alert, fired, alert.ResolvedAt ?? validUntil, link));
                    if (piece.Count == MaxPiece)
                    {
                        await FlushAsync();
                    }
                }
            }

            await FlushAsync();
        }
        finally
        {
            _sent = sent;
        }

        async Task FlushAsync()
        {
            if (piece.Count > 0)
            {
                await intake.ReceiveAsync(piece, cancellationToken);
                context.Metrics.Sent.Increment(piece.Count);
                keys.ForEach(key => sent[key] = time);
                piece = [];
                keys.Clear();
            }
        }
    }

    private Model.Alerts.Alert Tell(RuleAlert alert, DateTimeOffset fired, DateTimeOffset ends, string link)
    {
        LabelSet labels = alert.Labels;
        foreach (Label label in context.Evaluation.ExternalLabels.Span)
        {
            labels = labels.Contains(label.Name) ? labels : labels.With(label.Name, label.Value);
        }

        return new Model.Alerts.Alert
        {
            Labels = labels,
            Annotations = alert.Annotations.Where(IsForReaders).ToDictionary(static annotation => annotation.Name, static annotation => annotation.Value),
            StartsAt = fired,
            EndsAt = ends,
            GeneratorUrl = link,
        };
    }

    // Reserved ones are said to the rules, not to who is notified.
    private static bool IsForReaders(Label annotation) => annotation.Value.Length > 0 && !annotation.Name.StartsWith(Reserved, StringComparison.Ordinal);

    private string Link(string query) => $"{context.Evaluation.ExternalAddress.TrimEnd('/')}/ui/explore?q={EscapeFunctions.QueryText(query)}";
}
