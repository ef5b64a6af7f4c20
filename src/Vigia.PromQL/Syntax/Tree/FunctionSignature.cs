namespace Vigia.PromQL.Syntax.Tree;

/// <summary>What a function takes and returns.</summary>
public sealed record FunctionSignature
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The kinds of its arguments; the last stands for those beyond.</summary>
    public required IReadOnlyList<ValueKind> Arguments { get; init; }

    /// <summary>What it returns.</summary>
    public required ValueKind Returns { get; init; }

    /// <summary>How many arguments there may be beyond the required ones; -1 is any number.</summary>
    public int Variadic { get; init; }

    /// <summary>Whether Prometheus calls it experimental.</summary>
    public bool IsExperimental { get; init; }

    /// <summary>How many arguments there must be.</summary>
    public int Required => Variadic == 0 ? Arguments.Count : Arguments.Count - 1;

    /// <summary>How many arguments there may be.</summary>
    public int Allowed => Variadic < 0 ? int.MaxValue : Arguments.Count - (Variadic == 0 ? 0 : 1) + Variadic;

    /// <summary>The kind of an argument.</summary>
    public ValueKind ArgumentKind(int index) => Arguments[Math.Min(index, Arguments.Count - 1)];
}
