namespace Vigia.Server.Alerting.Templates.Syntax;

/// <summary>What a branch does with its pipeline's value.</summary>
internal enum BranchKind
{
    /// <summary>Asks whether it is true.</summary>
    If,

    /// <summary>Asks whether it is true and makes it the dot.</summary>
    With,

    /// <summary>Makes each of its elements the dot.</summary>
    Range,
}
