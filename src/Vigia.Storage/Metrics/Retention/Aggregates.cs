using Vigia.Model.Labels;

namespace Vigia.Storage.Metrics.Retention;

/// <summary>The names of aggregates, and which a PromQL function reads.</summary>
internal static class Aggregates
{
    public const string Label = "__aggregate__";

    public static readonly IReadOnlyList<string> Names = ["last", "min", "max", "sum", "count"];

    private static readonly LabelMatcher[] Matchers = [.. Names.Select(static name => new LabelMatcher(MatchKind.Equal, Label, name))];

    public static LabelMatcher Matcher(Aggregate aggregate) => Matchers[(int)aggregate];

    /// <summary>Means and counts are made of counts and the sums before them.</summary>
    public static Aggregate For(string? function) => function switch
    {
        "min_over_time" => Aggregate.Min,
        "max_over_time" => Aggregate.Max,
        "sum_over_time" => Aggregate.Sum,
        "count_over_time" or "avg_over_time" => Aggregate.Count,
        _ => Aggregate.Last,
    };
}
