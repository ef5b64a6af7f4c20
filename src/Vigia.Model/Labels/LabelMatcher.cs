using System.Text;

namespace Vigia.Model.Labels;

/// <summary>
/// Selects series by one label, as a PromQL selector does. A series without the label has the value "". Immutable; safe from any thread.
/// </summary>
public sealed class LabelMatcher : IEquatable<LabelMatcher>
{
    private readonly LabelPattern? _pattern;

    /// <summary>Makes a matcher.</summary>
    /// <param name="kind">How it compares.</param>
    /// <param name="name">The label's name.</param>
    /// <param name="value">The value, or an RE2 expression.</param>
    /// <param name="budget">What expressions of the request may cost that it comes from.</param>
    /// <exception cref="LabelPatternException">The expression of a regex matcher is not RE2, or the budget is spent.</exception>
    public LabelMatcher(MatchKind kind, string name, string value, LabelPatternBudget? budget = null)
    {
        (Kind, Name, Value) = (kind, name, value);
        _pattern = kind is MatchKind.Regex or MatchKind.NotRegex ? LabelPattern.Parse(value, budget) : null;
    }

    /// <summary>How it compares.</summary>
    public MatchKind Kind { get; }

    /// <summary>The label's name.</summary>
    public string Name { get; }

    /// <summary>The value or expression as written.</summary>
    public string Value { get; }

    /// <summary>The expression of a regex matcher: gives its literal alternatives and prefix to an index.</summary>
    public LabelPattern? Pattern => _pattern;

    /// <summary>Whether a series that lacks the label is selected.</summary>
    public bool MatchesEmpty => Matches("");

    /// <summary>Whether a series with this value of the label is selected.</summary>
    public bool Matches(string value) => Kind switch
    {
        MatchKind.Equal => value == Value,
        MatchKind.NotEqual => value != Value,
        MatchKind.Regex => _pattern!.IsMatch(value),
        _ => !_pattern!.IsMatch(value),
    };

    /// <inheritdoc/>
    public bool Equals(LabelMatcher? other) => other is not null && Kind == other.Kind && Name == other.Name && Value == other.Value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LabelMatcher);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Name, Value);

    /// <summary>As a selector writes it: <c>name=~"value"</c>.</summary>
    public override string ToString()
    {
        string symbol = Kind switch { MatchKind.Equal => "=", MatchKind.NotEqual => "!=", MatchKind.Regex => "=~", _ => "!~" };
        return QuotedText.Append(QuotedText.AppendName(new StringBuilder(), Name).Append(symbol), Value).ToString();
    }
}
