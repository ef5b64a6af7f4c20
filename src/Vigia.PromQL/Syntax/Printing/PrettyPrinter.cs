using System.Text;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Syntax.Printing;

/// <summary>Breaks what is longer than a line at its operators, arguments and parentheses.</summary>
internal static class PrettyPrinter
{
    private const int LineLength = 100;

    public static string Print(Expression expression, int level)
    {
        string indent = Indent(level);
        string line = PromqlPrinter.Print(expression);
        if (line.Length <= LineLength)
        {
            return indent + line;
        }

        return expression switch
        {
            ParenExpression paren => $"{indent}(\n{Print(paren.Inner, level + 1)}\n{indent})",
            UnaryExpression unary => $"{indent}{(unary.IsNegative ? '-' : '+')}{Print(unary.Inner, level).TrimStart()}",
            BinaryExpression binary =>
                $"{Print(binary.Left, level + 1)}\n{indent}{PromqlPrinter.OperatorText(binary)}\n{Print(binary.Right, level + 1)}",
            AggregateExpression aggregate => $"{indent}{PromqlPrinter.AggregateText(aggregate)}{List(aggregate.Children, level)}",
            CallExpression call => $"{indent}{call.Function.Name}{List(call.Arguments, level)}",
            SubqueryExpression subquery => Print(subquery.Inner, level) + PromqlPrinter.SubqueryText(subquery),
            _ => indent + line,
        };
    }

    private static string List(IReadOnlyList<Expression> expressions, int level)
    {
        var text = new StringBuilder("(\n");
        for (int i = 0; i < expressions.Count; i++)
        {
            text.Append(Print(expressions[i], level + 1)).Append(i + 1 < expressions.Count ? ",\n" : "\n");
        }

        return text.Append(Indent(level)).Append(')').ToString();
    }

    private static string Indent(int level) => new(' ', level * 2);
}
