namespace Vigia.PromQL.Syntax.Tree;

/// <summary>What an expression evaluates to.</summary>
public enum ValueKind
{
    /// <summary>Nothing: the expression is wrong.</summary>
    None,

    /// <summary>A number.</summary>
    Scalar,

    /// <summary>Series with one sample each.</summary>
    Vector,

    /// <summary>Series with several samples each.</summary>
    Matrix,

    /// <summary>A text.</summary>
    Text,
}
