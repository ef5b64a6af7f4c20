using System.Text;
using Vigia.Model.Processing;

namespace Vigia.Integration.Processing.Mapping;

/// <summary>A text with <c>{{ expression }}</c> in it. Immutable; thread safe.</summary>
internal sealed class TextTemplate
{
    private readonly IReadOnlyList<(string? Text, ValueExpression? Expression)> _parts;

    private TextTemplate(IReadOnlyList<(string? Text, ValueExpression? Expression)> parts) => _parts = parts;

    /// <summary>The text where no expression is in it, else null.</summary>
    public string? Constant => _parts switch
    {
        [] => string.Empty,
        [{ Text: { } text }] => text,
        _ => null,
    };

    /// <summary>The expression where the text is nothing else, else null.</summary>
    public ValueExpression? Sole => _parts is [{ Expression: { } expression }] ? expression : null;

    /// <exception cref="MappingSyntaxException">It is malformed.</exception>
    public static TextTemplate Parse(string text, bool allowCurrent = false)
    {
        var parts = new List<(string?, ValueExpression?)>();
        int position = 0;
        while (position < text.Length)
        {
            int open = text.IndexOf("{{", position, StringComparison.Ordinal);
            if (open < 0)
            {
                break;
            }

            int close = FindClose(text, open + 2);
            if (open > position)
            {
                parts.Add((text[position..open], null));
            }

            parts.Add((null, ValueExpression.Parse(text[(open + 2)..close], allowCurrent)));
            position = close + 2;
        }

        if (position < text.Length)
        {
            parts.Add((text[position..], null));
        }

        return new TextTemplate(parts);
    }

    /// <summary>Puts the values in; what is missing or null is left empty.</summary>
    /// <param name="state">Where expressions read from.</param>
    /// <param name="escape">Applied to each value, never to the text around it.</param>
    /// <exception cref="ProcessingException">A value is an object or an array.</exception>
    public string Render(RenderState state, Func<string, string>? escape = null)
    {
        var result = new StringBuilder();
        foreach ((string? text, ValueExpression? expression) in _parts)
        {
            if (expression is null)
            {
                result.Append(text);
                continue;
            }

            ExpressionValue value = expression.Evaluate(state);
            if (value.Kind is System.Text.Json.JsonValueKind.Object or System.Text.Json.JsonValueKind.Array)
            {
                throw new ProcessingException(
                    "mapping_type", $"'{expression.Text}' is {value.Kind} and cannot be part of a text.", isTransient: false);
            }

            string written = value.AsText() ?? string.Empty;
            result.Append(escape is null ? written : escape(written));
            if (result.Length > MappingLimits.MaxResultBytes)
            {
                throw new ProcessingException("mapping_too_large", "A text grew past the bound of a mapping's result.", isTransient: false);
            }
        }

        return result.ToString();
    }

    // Braces inside a quoted literal do not end the expression.
    private static int FindClose(string text, int start)
    {
        char quote = '\0';
        for (int i = start; i < text.Length; i++)
        {
            char c = text[i];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '\'' or '"')
            {
                quote = c;
            }
            else if (c is '}' && i + 1 < text.Length && text[i + 1] is '}')
            {
                return i;
            }
        }

        throw new MappingSyntaxException($"'{text}': '{{{{' is not closed by '}}}}'.");
    }
}
