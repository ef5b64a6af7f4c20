namespace Vigia.Server.Alerting.Rules.UnitTests.Model;

/// <summary>A file of unit tests of rules, in promtool's format. Immutable.</summary>
internal sealed record UnitTestFile
{
    public required string Path { get; init; }

    /// <summary>The rule files, or patterns of them, relative to the file's folder, each with its line.</summary>
    public required IReadOnlyList<(string Pattern, int Line)> RuleFiles { get; init; }

    /// <summary>How often rules are evaluated.</summary>
    public required TimeSpan EvaluationInterval { get; init; }

    /// <summary>Groups in the order in which they are evaluated; those that are not named come first.</summary>
    public required IReadOnlyList<string> GroupOrder { get; init; }

    /// <summary>Whether a value may be the next float above or below the expected one.</summary>
    public bool IsFuzzy { get; init; }

    public required IReadOnlyList<UnitTest> Tests { get; init; }
}
