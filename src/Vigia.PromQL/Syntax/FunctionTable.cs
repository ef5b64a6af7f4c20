using System.Collections.Frozen;
using Vigia.PromQL.Syntax.Tree;
using static Vigia.PromQL.Syntax.Tree.ValueKind;

namespace Vigia.PromQL.Syntax;

/// <summary>Every function of the language, by name; names are lower-case and compared exactly.</summary>
public static class FunctionTable
{
    private static readonly FrozenDictionary<string, FunctionSignature> ByName =
        Build().ToFrozenDictionary(static function => function.Name, StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public static IReadOnlyCollection<FunctionSignature> All => ByName.Values;

    /// <summary>The function with this name; null where there is none.</summary>
    public static FunctionSignature? Find(string name) => ByName.GetValueOrDefault(name);

    private static IEnumerable<FunctionSignature> Build()
    {
        foreach (string name in (string[])
            ["abs", "absent", "acos", "acosh", "asin", "asinh", "atan", "atanh", "ceil", "cos", "cosh", "deg", "exp", "floor",
             "histogram_avg", "histogram_count", "histogram_stddev", "histogram_stdvar", "histogram_sum", "ln", "log10", "log2",
             "rad", "sgn", "sin", "sinh", "sort", "sort_desc", "sqrt", "tan", "tanh", "timestamp"])
        {
            yield return Of(name, Vector, Vector);
        }

        foreach (string name in (string[])
            ["absent_over_time", "avg_over_time", "changes", "count_over_time", "delta", "deriv", "first_over_time", "idelta", "increase",
             "irate", "last_over_time", "max_over_time", "min_over_time", "present_over_time", "rate", "resets", "stddev_over_time",
             "stdvar_over_time", "sum_over_time"])
        {
            yield return Of(name, Vector, Matrix);
        }

        foreach (string name in (string[])
            ["mad_over_time", "ts_of_first_over_time", "ts_of_last_over_time", "ts_of_max_over_time", "ts_of_min_over_time"])
        {
            yield return Of(name, Vector, Matrix) with { IsExperimental = true };
        }

        foreach (string name in (string[])
            ["day_of_month", "day_of_week", "day_of_year", "days_in_month", "hour", "minute", "month", "year"])
        {
            yield return Of(name, Vector, Vector) with { Variadic = 1 };
        }

        foreach (string name in (string[])["end", "pi", "range", "start", "step", "time"])
        {
            yield return Of(name, Scalar);
        }

        yield return Of("clamp", Vector, Vector, Scalar, Scalar);
        yield return Of("clamp_max", Vector, Vector, Scalar);
        yield return Of("clamp_min", Vector, Vector, Scalar);
        yield return Of("double_exponential_smoothing", Vector, Matrix, Scalar, Scalar) with { IsExperimental = true };
        yield return Of("histogram_fraction", Vector, Scalar, Scalar, Vector);
        yield return Of("histogram_quantile", Vector, Scalar, Vector);
        yield return Of("histogram_quantiles", Vector, Vector, ValueKind.Text, Scalar, Scalar) with { Variadic = 9, IsExperimental = true };
        yield return Of("info", Vector, Vector, Vector) with { Variadic = 1, IsExperimental = true };
        yield return Of("label_join", Vector, Vector, ValueKind.Text, ValueKind.Text, ValueKind.Text) with { Variadic = -1 };
        yield return Of("label_replace", Vector, Vector, ValueKind.Text, ValueKind.Text, ValueKind.Text, ValueKind.Text);
        yield return Of("max_of", Scalar, Scalar, Scalar);
        yield return Of("min_of", Scalar, Scalar, Scalar);
        yield return Of("predict_linear", Vector, Matrix, Scalar);
        yield return Of("quantile_over_time", Vector, Scalar, Matrix);
        yield return Of("round", Vector, Vector, Scalar) with { Variadic = 1 };
        yield return Of("scalar", Scalar, Vector);
        yield return Of("sort_by_label", Vector, Vector, ValueKind.Text) with { Variadic = -1, IsExperimental = true };
        yield return Of("sort_by_label_desc", Vector, Vector, ValueKind.Text) with { Variadic = -1, IsExperimental = true };
        yield return Of("vector", Vector, Scalar);
    }

    private static FunctionSignature Of(string name, ValueKind returns, params ValueKind[] arguments) =>
        new() { Name = name, Returns = returns, Arguments = arguments };
}
