using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Vigia.Integration.Processing.Mapping;

/// <summary>
/// Reads one expression; its grammar stands in docs/formats/mapping.md. A hand-written descent without backtracking: its
/// time is linear in the text.
/// </summary>
internal sealed class ExpressionParser(string text, bool allowCurrent)
{
    private int _position;

    private bool AtEnd => _position >= text.Length;

    private char Next => AtEnd ? '\0' : text[_position];

    public ValueExpression Parse()
    {
        if (text.Length > MappingLimits.MaxExpressionLength)
        {
            throw new MappingSyntaxException($"An expression has at most {MappingLimits.MaxExpressionLength} characters.");
        }

        SkipSpace();
        Operand operand = ParseOperand();
        var functions = new List<ExpressionFunction>();
        SkipSpace();
        while (!AtEnd)
        {
            Expect('|');
            SkipSpace();
            functions.Add(ParseFunction());
            if (functions.Count > MappingLimits.MaxFunctions)
            {
                throw Error($"an expression has at most {MappingLimits.MaxFunctions} functions");
            }

            SkipSpace();
        }

        return new ValueExpression(text.Trim(), operand, functions);
    }

    private Operand ParseOperand()
    {
        if (Next is '$' or '@')
        {
            bool fromCurrent = Next is '@';
            if (fromCurrent && !allowCurrent)
            {
                throw Error("'@' has a meaning only inside $each");
            }

            _position++;
            return new PathOperand(fromCurrent, ParseSegments());
        }

        return IsNameStart(Next) && Peek("message.") ? ParseMessageField() : new LiteralOperand(ParseLiteral());
    }

    private bool Peek(string start) => text.AsSpan(_position).StartsWith(start, StringComparison.Ordinal);

    private MessageFieldOperand ParseMessageField()
    {
        _position += "message.".Length;
        string field = ParseName();
        if (field is "headers")
        {
            PathSegment[] segments = ParseSegments();
            return segments is [{ Name: { } header }]
                ? new MessageFieldOperand(field, header)
                : throw Error("message.headers needs one name, as in message.headers.region");
        }

        return MessageFieldOperand.Fields.Contains(field, StringComparer.Ordinal)
            ? new MessageFieldOperand(field, null)
            : throw Error($"a message has no field '{field}'; it has {string.Join(", ", MessageFieldOperand.Fields)} and headers");
    }

    private PathSegment[] ParseSegments()
    {
        var segments = new List<PathSegment>();
        while (Next is '.' or '[')
        {
            segments.Add(ParseSegment());
            if (segments.Count > MappingLimits.MaxPathSegments)
            {
                throw Error($"a path has at most {MappingLimits.MaxPathSegments} segments");
            }
        }

        return [.. segments];
    }

    private PathSegment ParseSegment()
    {
        if (Next is '.')
        {
            _position++;
            return new PathSegment(ParseName(), -1);
        }

        Expect('[');
        PathSegment segment;
        if (Next is '*')
        {
            _position++;
            segment = PathSegment.All;
        }
        else if (Next is '\'' or '"')
        {
            segment = new PathSegment(ParseQuoted(), -1);
        }
        else
        {
            int start = _position;
            while (char.IsAsciiDigit(Next))
            {
                _position++;
            }

            segment = int.TryParse(text.AsSpan(start, _position - start), NumberStyles.None, CultureInfo.InvariantCulture, out int index)
                ? new PathSegment(null, index)
                : throw Error("expected an index, '*' or a quoted name");
        }

        Expect(']');
        return segment;
    }

    private ExpressionFunction ParseFunction()
    {
        string name = ParseName();
        if (!ExpressionFunction.Names.Contains(name, StringComparer.Ordinal))
        {
            throw Error($"there is no function '{name}'; there are {string.Join(", ", ExpressionFunction.Names)}");
        }

        ExpressionValue argument = default;
        if (name is "default")
        {
            Expect('(');
            SkipSpace();
            argument = ParseLiteral();
            SkipSpace();
            Expect(')');
        }

        return new ExpressionFunction(name, argument, text.Trim());
    }

    private ExpressionValue ParseLiteral()
    {
        if (Next is '\'' or '"')
        {
            return ExpressionValue.Of(ParseQuoted());
        }

        int start = _position;
        while (char.IsAsciiLetterOrDigit(Next) || Next is '-' or '+' or '.')
        {
            _position++;
        }

        string literal = text[start.._position];
        try
        {
            using JsonDocument document = JsonDocument.Parse(literal);
            return ExpressionValue.Of(document.RootElement.Clone());
        }
        catch (JsonException)
        {
            throw Error("expected a path ($.a.b), a field (message.id), a quoted text, a number, true, false or null");
        }
    }

    /// <summary>A text in single or double quotes; the quote itself is doubled inside.</summary>
    private string ParseQuoted()
    {
        char quote = Next;
        _position++;
        var value = new StringBuilder();
        while (!AtEnd)
        {
            char c = text[_position++];
            if (c != quote)
            {
                value.Append(c);
            }
            else if (Next == quote)
            {
                value.Append(quote);
                _position++;
            }
            else
            {
                return value.ToString();
            }
        }

        throw Error("a quoted text is not closed");
    }

    private string ParseName()
    {
        int start = _position;
        if (IsNameStart(Next))
        {
            _position++;
            while (IsNameStart(Next) || char.IsAsciiDigit(Next) || Next is '-')
            {
                _position++;
            }
        }

        return _position > start ? text[start.._position] : throw Error("expected a name (other names are written [\"…\"])");
    }

    private static bool IsNameStart(char c) => char.IsLetter(c) || c is '_';

    private void SkipSpace()
    {
        while (Next is ' ' or '\t')
        {
            _position++;
        }
    }

    private void Expect(char c)
    {
        if (Next != c || AtEnd)
        {
            throw Error($"expected '{c}'");
        }

        _position++;
    }

    private MappingSyntaxException Error(string what) => new($"'{text}', column {_position + 1}: {what}.");
}
