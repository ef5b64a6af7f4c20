using Vigia.Model.Labels;
using Vigia.Model.Queries;

namespace Vigia.Server.Alerting.Rules.Evaluation;

/// <summary>Queries as rules ask them: a vector comes back, of one series without labels for a number.</summary>
internal static class RuleQuery
{
    /// <summary>Evaluates a query.</summary>
    /// <exception cref="QueryException">It fails.</exception>
    /// <exception cref="RuleEvaluationException">It is neither a vector nor a number.</exception>
    public static async ValueTask<(VectorValue Vector, IReadOnlyList<string> Warnings)> RunAsync(
        IMetricQueries queries, string query, long time, string user, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        QueryAnswer answer = await queries.EvaluateAsync(query, time, new QueryOptions { User = user, Timeout = timeout }, cancellationToken);
        VectorValue vector = answer.Value switch
        {
            VectorValue found => found,
            ScalarValue scalar => new VectorValue([new VectorSample(LabelSet.Empty, scalar.Timestamp, scalar.Value)]),
            _ => throw new RuleEvaluationException("rule result is not a vector or scalar"),
        };
        return (vector, answer.Warnings);
    }
}
