namespace Vigia.Model.Labels;

/// <summary>How a matcher compares a label's value.</summary>
public enum MatchKind
{
    /// <summary><c>=</c></summary>
    Equal,

    /// <summary><c>!=</c></summary>
    NotEqual,

    /// <summary><c>=~</c>, an anchored RE2 expression.</summary>
    Regex,

    /// <summary><c>!~</c></summary>
    NotRegex,
}
