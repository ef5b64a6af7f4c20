namespace Vigia.Interop.Tests.Metrics.Differential;

/// <summary>A query that evaluates to a vector.</summary>
/// <param name="Text">As it is sent.</param>
/// <param name="Parts">The vectors within it, each a query of its own.</param>
internal sealed record RandomQuery(string Text, IReadOnlyList<string> Parts)
{
    /// <summary>
    /// Its values are multiples of 1/64 without rounding, the same in every engine. Only such are rounded, compared and counted: the last bit of another
    /// would decide.
    /// </summary>
    public bool IsExact { get; init; }

    /// <summary>No NaN and no infinity.</summary>
    public bool IsFinite { get; init; }

    /// <summary>What stands in place of <c>{0}</c> is this.</summary>
    public RandomQuery Within(string format, bool isExact = false, bool isFinite = false) => new(format.Replace("{0}", Text, StringComparison.Ordinal), [Text, .. Parts])
    {
        IsExact = isExact && IsExact,
        IsFinite = isFinite && IsFinite,
    };

    public static RandomQuery Of(RandomQuery left, string between, RandomQuery right, bool isExact = false) =>
        new($"({left.Text}) {between} ({right.Text})", [left.Text, right.Text, .. left.Parts, .. right.Parts])
        {
            IsExact = isExact && left.IsExact && right.IsExact,
            IsFinite = isExact && left.IsFinite && right.IsFinite,
        };
}
