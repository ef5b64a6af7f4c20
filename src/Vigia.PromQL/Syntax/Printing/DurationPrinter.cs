using Vigia.PromQL.Syntax.Durations;
using Vigia.PromQL.Syntax.Text;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Syntax.Printing;

/// <summary>Writes durations.</summary>
internal static class DurationPrinter
{
    public static string Print(DurationNode node) => node switch
    {
        DurationLiteral { HasUnit: false } number when !IsWholeMilliseconds(number.Seconds) => NumberText.Format(number.Seconds),
        DurationLiteral literal => DurationText.Format((long)Math.Round(literal.Seconds * 1000)),
        DurationParens parens => $"({Print(parens.Inner)})",
        DurationNegation negation => "-" + Print(negation.Inner),
        DurationOfQuery query => query.IsRange ? "range()" : "step()",
        DurationArithmetic { Function: { } function } call => $"{function}({Print(call.Left)}, {Print(call.Right)})",
        DurationArithmetic binary => $"{Print(binary.Left)} {binary.Operator.Symbol()} {Print(binary.Right)}",
        _ => "",
    };

    private static bool IsWholeMilliseconds(double seconds) => Math.Abs(seconds) < 9e9 && seconds * 1000 == Math.Round(seconds * 1000);
}
