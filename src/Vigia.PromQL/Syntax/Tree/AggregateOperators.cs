using System.Collections.Frozen;

namespace Vigia.PromQL.Syntax.Tree;

/// <summary>Facts about aggregations.</summary>
internal static class AggregateOperators
{
    private static readonly (AggregateOperator Operator, string Name)[] Names =
    [
        (AggregateOperator.Sum, "sum"), (AggregateOperator.Avg, "avg"), (AggregateOperator.Min, "min"), (AggregateOperator.Max, "max"),
        (AggregateOperator.Count, "count"), (AggregateOperator.Group, "group"), (AggregateOperator.Stddev, "stddev"),
        (AggregateOperator.Stdvar, "stdvar"), (AggregateOperator.Quantile, "quantile"), (AggregateOperator.TopK, "topk"),
        (AggregateOperator.BottomK, "bottomk"), (AggregateOperator.CountValues, "count_values"), (AggregateOperator.LimitK, "limitk"),
        (AggregateOperator.LimitRatio, "limit_ratio"),
    ];

    private static readonly FrozenDictionary<string, AggregateOperator> ByName =
        Names.ToFrozenDictionary(static entry => entry.Name, static entry => entry.Operator, StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<string> AllNames => Names.Select(static entry => entry.Name);

    public static bool TryParse(string name, out AggregateOperator op) => ByName.TryGetValue(name, out op);

    public static string Name(this AggregateOperator op) => Names[(int)op].Name;

    public static bool TakesParameter(this AggregateOperator op) => op >= AggregateOperator.Quantile;

    public static bool IsExperimental(this AggregateOperator op) => op >= AggregateOperator.LimitK;

    /// <summary>Whether it picks among the series and keeps their labels.</summary>
    public static bool PicksSeries(this AggregateOperator op) =>
        op is AggregateOperator.TopK or AggregateOperator.BottomK or AggregateOperator.LimitK or AggregateOperator.LimitRatio;
}
