using System.Text.Json;

namespace Vigia.Interop.Tests.Metrics.Differential;

/// <summary>
/// Where Debian's Prometheus 2.42 and the current language, which is Vigia's, differ by intent. Each is either kept out of the queries, and then the
/// generator asks here, or let pass in the comparison, by name.
/// </summary>
internal static class KnownDifferences
{
    /// <summary>
    /// Range selectors and lookback are closed at their start in 2.42 and open since 3.0. So nothing lies on a boundary: queries are evaluated at half seconds,
    /// ranges, offsets and steps are whole seconds, samples lie between <see cref="FirstSampleMillisecond"/> and 400 ms after a second. A subquery's steps are
    /// whole seconds too; one inside another is moved by half a second.
    /// </summary>
    public const long EvaluationMillisecond = 500;

    /// <summary>See <see cref="EvaluationMillisecond"/>.</summary>
    public const int FirstSampleMillisecond = 100;

    /// <summary>See <see cref="EvaluationMillisecond"/>.</summary>
    public const string InnerSubqueryOffset = " offset 500ms";

    /// <summary>
    /// Where a range begins with a gap and the counter's first value is small, 2.42 extrapolates to where the counter was zero, and newer ones at most half
    /// an interval. So <c>rate</c> and <c>increase</c> are asked only of series without gaps, or whose values are large against their growth.
    /// </summary>
    public static bool ExtrapolationToZero(MetricKind metric) => !metric.AllowsRate;

    /// <summary>The deviation of one infinite or NaN value is 0 in 2.42, NaN since 2.54. So <c>stddev</c> and <c>stdvar</c> get finite values.</summary>
    public static bool DeviationOfInfinity(bool isFinite) => !isFinite;

    /// <summary>
    /// The compensated sums of a regression turn NaN in 2.42 once they pass an infinity, and stay infinite since 3.0. So <c>deriv</c> and <c>predict_linear</c>
    /// get finite values.
    /// </summary>
    public static bool RegressionThroughInfinity(bool isFinite) => !isFinite;

    /// <summary>
    /// 0 and -0 are equal, so which of them <c>max</c> keeps depends on the order of series, which is not defined. What would tell them apart (division,
    /// <c>atan2</c>, <c>count_values</c>) is given 0 alone.
    /// </summary>
    public const string PlainZero = "({0} + 0)";

    /// <summary>2.42 leaves the metric's name where <c>atan2</c> made another metric of it; corrected in 2.47. So its left side has none.</summary>
    public const string LeftOfAtan2 = "(0 - {0})";

    /// <summary>
    /// Prometheus forgets the offset of a selector that has <c>@</c> too where <c>timestamp</c> is asked of it directly; the same selector elsewhere it reads
    /// with its offset, and so does Vigia always.
    /// </summary>
    public static bool TimestampOfFixedSelector(string selector) =>
        selector.Contains(" @ ", StringComparison.Ordinal) && selector.Contains(" offset ", StringComparison.Ordinal);

    /// <summary>
    /// With <c>@</c> on its range, 2.42 answers <c>predict_linear</c> at the first step of a range query alone, though what it predicts moves with the step.
    /// </summary>
    public static bool PredictionFromFixedRange(string modifiers) => modifiers.Contains('@', StringComparison.Ordinal);

    /// <summary>
    /// Which of equal values <c>topk</c> keeps is not defined, and with it not which labels. So only the values of its answers are compared.
    /// </summary>
    public static bool TiesOfTopk(string query) => query.StartsWith("topk", StringComparison.Ordinal) || query.StartsWith("bottomk", StringComparison.Ordinal);

    /// <summary>
    /// Where negation leaves two series of a range query with the same labels, 2.42 refuses it even though no step has both; since 3.9 (prometheus#17708) they
    /// are one series, as for every function over vectors in both, and an error where a step has both.
    /// </summary>
    public static bool NegatedSeriesThatNeverMeet(string query, Answer prometheus, Answer monitor) =>
        query.Contains("-(", StringComparison.Ordinal) && prometheus.Status == 422 && monitor.IsSuccess && monitor.Type == "matrix"
        && prometheus.Text.Contains("vector cannot contain metrics with the same labelset", StringComparison.Ordinal);

    /// <summary>
    /// The wording of an error is not part of the API. So failures agree where status and errorType do.
    /// </summary>
    public static bool SameFailure(int status, JsonElement one, int otherStatus, JsonElement other) =>
        status == otherStatus && one.GetProperty("errorType").GetString() == other.GetProperty("errorType").GetString();
}
