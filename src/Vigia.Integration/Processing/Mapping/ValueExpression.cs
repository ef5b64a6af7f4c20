namespace Vigia.Integration.Processing.Mapping;

/// <summary>An operand and the functions that its value goes through. Immutable; thread safe.</summary>
internal sealed class ValueExpression(string text, Operand operand, IReadOnlyList<ExpressionFunction> functions)
{
    /// <summary>As it is written in configuration.</summary>
    public string Text { get; } = text;

    public Operand Operand { get; } = operand;

    /// <summary>Reads an expression without its braces.</summary>
    /// <exception cref="MappingSyntaxException">It is malformed.</exception>
    public static ValueExpression Parse(string text, bool allowCurrent = false) => new ExpressionParser(text, allowCurrent).Parse();

    public ExpressionValue Evaluate(RenderState state)
    {
        ExpressionValue value = Operand.Read(state);
        for (int i = 0; i < functions.Count; i++)
        {
            value = functions[i].Apply(value);
        }

        return value;
    }
}
