using System.Globalization;
using Vigia.Model.Labels;
using Vigia.Model.Queries;
using Vigia.PromQL.Syntax;
using Vigia.PromQL.Syntax.Tree;
using Vigia.Server.Notifications.Alerts;

namespace Vigia.Server.Notifications;

/// <summary>
/// Finds the value that an alert's expression has now. Of a comparison with a number it is the side that is compared: the comparison itself has no value any
/// more once the alert has resolved. Thread safe.
/// </summary>
internal sealed class CurrentValues(IMetricQueries? queries, TimeProvider time)
{
    private const int MaxQueries = 20;

    private static readonly string[] Forms = ["g0.expr=", "/ui/explore?q="];

    // Of all queries of a notice together.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>The values of the alerts that have resolved, as texts; those that cannot be known are left out.</summary>
    public async Task<IReadOnlyDictionary<AlertFingerprint, string>> FindAsync(IReadOnlyList<StoredAlert> alerts, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var values = new Dictionary<AlertFingerprint, string>();
        if (queries is null)
        {
            return values;
        }

        using var limit = new CancellationTokenSource(Timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var byExpression = alerts.Where(alert => alert.IsResolvedAt(now)).GroupBy(static alert => Expression(alert.GeneratorUrl), StringComparer.Ordinal);
        foreach (IGrouping<string, StoredAlert> group in byExpression.Where(static group => group.Key.Length > 0).Take(MaxQueries))
        {
            try
            {
                QueryAnswer answer = await queries.EvaluateAsync(Compared(group.Key), now.ToUnixTimeMilliseconds(), new QueryOptions { Timeout = Timeout, User = "notifications" }, linked.Token);
                foreach (StoredAlert alert in group)
                {
                    if (Value(answer.Value, alert.Labels) is { } value)
                    {
                        values[alert.Fingerprint] = value.ToString("G6", CultureInfo.InvariantCulture);
                    }
                }
            }
            catch (QueryException)
            {
                // The notice matters more than the value: it goes without.
                continue;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                break;
            }
        }

        return values;
    }

    /// <summary>The expression in an address as Prometheus' (<c>…/graph?g0.expr=…</c>) or our own rules' (<c>…/ui/explore?q=…</c>); "" where there is none.</summary>
    public static string Expression(string generatorUrl)
    {
        string? form = Array.Find(Forms, form => generatorUrl.Contains(form, StringComparison.Ordinal));
        if (form is null)
        {
            return "";
        }

        string rest = generatorUrl[(generatorUrl.IndexOf(form, StringComparison.Ordinal) + form.Length)..];
        int end = rest.IndexOfAny(['&', '#']);
        return Uri.UnescapeDataString((end < 0 ? rest : rest[..end]).Replace('+', ' '));
    }

    /// <summary>The vector that an expression compares with a number; the whole expression where it is no such comparison.</summary>
    public static string Compared(string expression)
    {
        PromqlParseResult parsed = PromqlParser.Parse(expression);
        Expression? tree = parsed.HasErrors ? null : parsed.Tree;
        while (tree is ParenExpression parentheses)
        {
            tree = parentheses.Inner;
        }

        return tree is BinaryExpression { ReturnsBool: false, Operator: BinaryOperator.Greater or BinaryOperator.GreaterOrEqual or BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Equal or BinaryOperator.NotEqual } comparison
            ? comparison.Right.Kind == ValueKind.Scalar ? Text(comparison.Left) : comparison.Left.Kind == ValueKind.Scalar ? Text(comparison.Right) : expression
            : expression;

        string Text(Expression side) => expression[side.Span.Start..side.Span.End];
    }

    private static double? Value(QueryValue value, LabelSet labels)
    {
        if (value is ScalarValue scalar)
        {
            return scalar.Value;
        }

        double? found = null;
        foreach (VectorSample sample in (value as VectorValue)?.Samples ?? [])
        {
            // A rule adds labels and may change some; the series is the one that contradicts the alert in none that both have.
            bool isOne = sample.Histogram is null && sample.Labels.All(label => label.Name == LabelNames.MetricName || !labels.Contains(label.Name) || labels[label.Name] == label.Value);
            if (isOne && found is not null)
            {
                return null;
            }

            found = isOne ? sample.Value : found;
        }

        return found;
    }
}
