using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Engine.Evaluation;

/// <summary>
/// Finds the selectors of which only counts and sums are asked for. Prometheus decodes their histograms without buckets and then finds
/// counter resets itself, which shows in what it says of conflicting resets.
/// </summary>
internal static class HistogramStatistics
{
    public static HashSet<VectorSelector> Find(Expression tree)
    {
        var found = new HashSet<VectorSelector>(ReferenceEqualityComparer.Instance);
        Walk(tree, isWanted: false, found);
        return found;
    }

    private static void Walk(Expression expression, bool isWanted, HashSet<VectorSelector> found)
    {
        switch (expression)
        {
            case VectorSelector selector:
                if (isWanted)
                {
                    found.Add(selector);
                }

                return;
            case BinaryExpression or SubqueryExpression:
                isWanted = false;
                break;
            case CallExpression call:
                isWanted = call.Function.Name switch
                {
                    "histogram_count" or "histogram_sum" or "histogram_avg" => true,
                    "histogram_quantile" or "histogram_quantiles" or "histogram_fraction" or "histogram_stddev" or "histogram_stdvar" => false,
                    _ => isWanted,
                };
                break;
            default: break;
        }

        foreach (Expression child in expression.Children)
        {
            Walk(child, isWanted, found);
        }
    }
}
