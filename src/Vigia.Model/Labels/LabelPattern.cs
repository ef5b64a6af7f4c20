using System.Text.RegularExpressions;

namespace Vigia.Model.Labels;

/// <summary>
/// An RE2 expression, anchored at both ends, where <c>.</c> matches a newline, as Prometheus 3 compiles those of matchers, relabeling and
/// <c>label_replace</c>. Matching takes time linear in the text. Immutable; safe from any thread.
/// </summary>
/// <remarks>Syntax: https://github.com/google/re2/wiki/Syntax. <c>\C</c> and scripts but the common ones are refused.</remarks>
public sealed class LabelPattern
{
    private readonly LabelPatternShape _shape;
    private readonly Lazy<Regex> _regex;
    private readonly IReadOnlyDictionary<string, int> _groups;
    private readonly int _groupCount;

    private LabelPattern(string expression, Re2Translation translation, LabelPatternShape shape)
    {
        Expression = expression;
        _groups = translation.GroupNames;
        _groupCount = translation.GroupCount;
        _shape = shape;

        // Most expressions are lists of words or a prefix: the automaton is built only when one needs it.
        _regex = new Lazy<Regex>(() => Compile(expression, @"\A(?:" + translation.Text + @")\z", RegexOptions.Singleline));
    }

    /// <summary>The expression as written.</summary>
    public string Expression { get; }

    /// <summary>Every text that matches, where these are few and known (<c>a|b|c</c>); otherwise null.</summary>
    public IReadOnlyList<string>? Literals => _shape.Literals;

    /// <summary>What every match begins with; "" where that is not known.</summary>
    public string Prefix => _shape.Prefix;

    /// <summary>Compiles an expression.</summary>
    /// <param name="expression">RE2.</param>
    /// <param name="budget">What the request may cost that it comes from; null where nobody foreign wrote it.</param>
    /// <exception cref="LabelPatternException">It is not RE2, its automaton would be too large, or the budget is spent.</exception>
    public static LabelPattern Parse(string expression, LabelPatternBudget? budget = null)
    {
        if (budget?.Find(expression) is { } known)
        {
            return known;
        }

        Re2Translation translation = Re2Translator.Translate(expression);
        var pattern = new LabelPattern(expression, translation, LabelPatternShape.Of(expression));
        if (!pattern._shape.IsDecided)
        {
            budget?.Require(expression);
            _ = pattern._regex.Value;
            budget?.Add(pattern);
        }

        return pattern;
    }

    /// <summary>Whether the whole text matches.</summary>
    public bool IsMatch(string value) => _shape.IsDecided ? _shape.IsMatch(value) : _regex.Value.IsMatch(value);

    /// <summary>
    /// Fills a replacement (<c>$1</c>, <c>${1}</c>, <c>${name}</c>, <c>$$</c>) from the groups of a text; null where the whole text does not match.
    /// A group that is not there is empty.
    /// </summary>
    public string? Expand(string value, string replacement)
    {
        if (_shape.IsDecided && !_shape.IsMatch(value))
        {
            return null;
        }

        if (!replacement.Contains('$', StringComparison.Ordinal))
        {
            return _shape.IsDecided || _regex.Value.IsMatch(value) ? replacement : null;
        }

        Match match = _regex.Value.Match(value);
        return match.Success ? ReplacementTemplate.Fill(replacement, match, _groups, _groupCount) : null;
    }

    /// <inheritdoc/>
    public override string ToString() => Expression;

    /// <summary>Compiles an expression that is translated already.</summary>
    internal static Regex Compile(string expression, string text, RegexOptions options)
    {
        try
        {
            return new Regex(text, options | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException)
        {
            throw new LabelPatternException(expression, 0, "expression too large");
        }
        catch (RegexParseException exception)
        {
            throw new LabelPatternException(expression, 0, exception.Message);
        }
    }
}
