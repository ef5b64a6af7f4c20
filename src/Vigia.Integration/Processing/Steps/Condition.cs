using System.Text.Json;
using System.Text.RegularExpressions;
using Vigia.Integration.Processing.Mapping;

namespace Vigia.Integration.Processing.Steps;

/// <summary>
/// One comparison. Numbers compare by value and strings by their characters; values of different kinds are unequal and
/// have no order; what is missing equals nothing. Immutable; thread safe.
/// </summary>
internal sealed class Condition
{
    public static readonly IReadOnlyList<string> Operators = ["=", "!=", ">", ">=", "<", "<=", "exists", "in", "matches"];

    private readonly ValueExpression _left;
    private readonly string _operator;
    private readonly IReadOnlyList<ExpressionValue> _right;
    private readonly Regex? _pattern;

    private Condition(ValueExpression left, string @operator, IReadOnlyList<ExpressionValue> right, Regex? pattern, string text)
    {
        _left = left;
        _operator = @operator;
        _right = right;
        _pattern = pattern;
        Text = text;
    }

    /// <summary>For the reason of a filtered message: path and operator, not the value.</summary>
    public string Text { get; }

    /// <param name="path">An expression, as in <c>$.total</c>.</param>
    /// <param name="operator">One of <see cref="Operators"/>.</param>
    /// <param name="value">JSON where it reads as such, else a text. Null: none was given.</param>
    /// <param name="values">For <c>in</c>.</param>
    /// <exception cref="MappingSyntaxException">It is malformed.</exception>
    public static Condition Create(string path, string @operator, string? value, IReadOnlyList<string> values)
    {
        ValueExpression left = ValueExpression.Parse(path);
        string text = $"{left.Text} {@operator}";
        switch (@operator)
        {
            case "exists":
                bool wanted = value is null || (bool.TryParse(value, out bool parsed)
                    ? parsed
                    : throw new MappingSyntaxException("Value: 'exists' takes true or false."));
                return new Condition(left, wanted ? "exists" : "missing", [], null, text);
            case "in":
                return values.Count > 0 && value is null
                    ? new Condition(left, @operator, [.. values.Select(Literal)], null, text)
                    : throw new MappingSyntaxException("Values: 'in' needs a list of values and no Value.");
            case "matches":
                return new Condition(left, @operator, [], Pattern(Required(value, @operator)), text);
            case "=" or "!=" or ">" or ">=" or "<" or "<=":
                return new Condition(left, @operator, [Literal(Required(value, @operator))], null, text);
            default:
                throw new MappingSyntaxException($"Op: there is no operator '{@operator}'; there are {string.Join(", ", Operators)}.");
        }
    }

    public bool IsMet(RenderState state)
    {
        ExpressionValue left = _left.Evaluate(state);
        return _operator switch
        {
            "exists" => !left.IsMissing,
            "missing" => left.IsMissing,
            "=" => left.IsEqualTo(_right[0]),
            "!=" => !left.IsEqualTo(_right[0]),
            "in" => _right.Any(value => left.IsEqualTo(value)),
            "matches" => left.AsText() is { } text && _pattern!.IsMatch(text),
            ">" => left.CompareTo(_right[0]) > 0,
            ">=" => left.CompareTo(_right[0]) >= 0,
            "<" => left.CompareTo(_right[0]) < 0,
            _ => left.CompareTo(_right[0]) <= 0,
        };
    }

    private static string Required(string? value, string @operator) =>
        value ?? throw new MappingSyntaxException($"Value: '{@operator}' needs one.");

    // Configuration knows only strings: 10 is meant as the number, "10" in quotes as the text.
    private static ExpressionValue Literal(string value)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(value);
            return ExpressionValue.Of(document.RootElement.Clone());
        }
        catch (JsonException)
        {
            return ExpressionValue.Of(value);
        }
    }

    private static Regex Pattern(string pattern)
    {
        try
        {
            // Without backtracking its time is linear in a text that a sender chose.
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw new MappingSyntaxException($"Value: {exception.Message}");
        }
    }
}
