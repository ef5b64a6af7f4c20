namespace Vigia.Model.Labels;

/// <summary>
/// What the expressions of one request may cost: one that is more than words and a prefix becomes an automaton of up to half a megabyte, out of a
/// text of four characters. Each different one is built once and shared, and there may be <see cref="MaxAutomata"/> of them. Not thread-safe.
/// </summary>
public sealed class LabelPatternBudget
{
    /// <summary>Different expressions that need an automaton.</summary>
    public const int MaxAutomata = 100;

    private readonly Dictionary<string, LabelPattern> _automata = new(StringComparer.Ordinal);

    /// <summary>The automaton of an expression that was built before; null where there is none.</summary>
    internal LabelPattern? Find(string expression) => _automata.GetValueOrDefault(expression);

    /// <summary>Asks whether one more may be built.</summary>
    /// <exception cref="LabelPatternException">It would be one too many.</exception>
    internal void Require(string expression)
    {
        if (_automata.Count == MaxAutomata)
        {
            throw new LabelPatternException(expression, 0, $"more than {MaxAutomata} different expressions beyond words and prefixes in one request");
        }
    }

    /// <summary>Keeps one that was built.</summary>
    internal void Add(LabelPattern pattern) => _automata.Add(pattern.Expression, pattern);
}
