using Vigia.PromQL.Engine.Columns;
using Vigia.PromQL.Engine.Evaluation;
using Vigia.PromQL.Syntax;

namespace Vigia.PromQL.Functions.Ranges;

/// <summary>One call of a function over ranges: its times and arguments. Immutable; safe from any thread.</summary>
internal sealed class RangeCall
{
    public required QueryContext Context { get; init; }

    public required string Function { get; init; }

    /// <summary>Where the range argument stands in the text, for annotations.</summary>
    public required TextSpan Span { get; init; }

    /// <summary>The evaluation's times.</summary>
    public required StepGrid Steps { get; init; }

    /// <summary>The windows' length in milliseconds.</summary>
    public required long Range { get; init; }

    /// <summary>How far the windows' ends are before the evaluation's times.</summary>
    public long Offset { get; init; }

    /// <summary>Where every window ends; null where the windows move.</summary>
    public long? FixedEnd { get; init; }

    public bool IsAnchored { get; init; }

    public bool IsSmoothed { get; init; }

    /// <summary>Per scalar argument its value at each step.</summary>
    public double[][] Scalars { get; init; } = [];

    /// <summary>Where the first scalar argument stands.</summary>
    public TextSpan ScalarSpan { get; init; }

    public bool IsExtended => IsAnchored || IsSmoothed;

    public long FirstEnd => EndOf(0);

    public long LastEnd => EndOf(Steps.Count - 1);

    public double Seconds => Range / 1000.0;

    public long EndOf(int step) => FixedEnd ?? (Steps.At(step) - Offset);
}
