using System.Collections.Frozen;

namespace Vigia.PromQL.Functions.Ranges;

/// <summary>The functions over ranges, by name.</summary>
internal static class RangeFunctionTable
{
    private static readonly FrozenDictionary<string, RangeFunction> ByName = new Dictionary<string, RangeFunction>
    {
        ["rate"] = new ExtrapolatedFunction(isCounter: true, isRate: true),
        ["increase"] = new ExtrapolatedFunction(isCounter: true, isRate: false),
        ["delta"] = new ExtrapolatedFunction(isCounter: false, isRate: false),
        ["irate"] = new InstantChangeFunction(isRate: true),
        ["idelta"] = new InstantChangeFunction(isRate: false),
        ["sum_over_time"] = new SumFunction(isAverage: false),
        ["avg_over_time"] = new SumFunction(isAverage: true),
        ["min_over_time"] = new ExtremeFunction(isMax: false, givesTime: false),
        ["max_over_time"] = new ExtremeFunction(isMax: true, givesTime: false),
        ["ts_of_min_over_time"] = new ExtremeFunction(isMax: false, givesTime: true),
        ["ts_of_max_over_time"] = new ExtremeFunction(isMax: true, givesTime: true),
        ["count_over_time"] = new PlainFunction(PlainFunction.Wish.Count),
        ["present_over_time"] = new PlainFunction(PlainFunction.Wish.Present),
        ["absent_over_time"] = new PlainFunction(PlainFunction.Wish.Present),
        ["first_over_time"] = new PlainFunction(PlainFunction.Wish.First),
        ["last_over_time"] = new PlainFunction(PlainFunction.Wish.Last),
        ["ts_of_first_over_time"] = new PlainFunction(PlainFunction.Wish.FirstTime),
        ["ts_of_last_over_time"] = new PlainFunction(PlainFunction.Wish.LastTime),
        ["changes"] = new TurnFunction(countsResets: false),
        ["resets"] = new TurnFunction(countsResets: true),
        ["stddev_over_time"] = new VarianceFunction(isDeviation: true),
        ["stdvar_over_time"] = new VarianceFunction(isDeviation: false),
        ["quantile_over_time"] = new QuantileFunction(isDeviation: false),
        ["mad_over_time"] = new QuantileFunction(isDeviation: true),
        ["deriv"] = new RegressionFunction(isPrediction: false),
        ["predict_linear"] = new RegressionFunction(isPrediction: true),
        ["double_exponential_smoothing"] = new SmoothingFunction(),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static RangeFunction? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>Whether the samples stay those of the metric, so that its name stays.</summary>
    public static bool KeepsName(string name) => name is "first_over_time" or "last_over_time";
}
