using Vigia.Model.Labels;

namespace Vigia.PromQL.Scripts;

/// <summary>Evaluates a query and says what must come of it.</summary>
internal sealed record EvalCommand(int Line) : ScriptCommand(Line)
{
    public required string Query { get; init; }

    public required long Start { get; init; }

    public long End { get; init; }

    /// <summary>0 for an instant query.</summary>
    public long Step { get; init; }

    public bool IsOrdered { get; set; }

    public bool MustFail { get; set; }

    /// <summary>What is expected of errors and annotations.</summary>
    public List<Expectation> Expectations { get; } = [];

    /// <summary>The expected text, where it is one.</summary>
    public string? Text { get; set; }

    /// <summary>The times of an expected range vector.</summary>
    public (long Start, long End, long Step)? RangeVector { get; set; }

    /// <summary>The expected number, where it is a scalar.</summary>
    public SequenceValue? Scalar { get; set; }

    public List<(LabelSet Labels, IReadOnlyList<SequenceValue> Values)> Series { get; } = [];
}
