using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Syntax.Durations;

/// <summary>Arithmetic with durations and numbers: <c>+ - * / % ^</c>, <c>min_of</c> and <c>max_of</c>.</summary>
public sealed record DurationArithmetic : DurationNode
{
    /// <summary>One of the arithmetic operators.</summary>
    public BinaryOperator Operator { get; init; }

    /// <summary>"min_of" or "max_of", where it is a call; otherwise null.</summary>
    public string? Function { get; init; }

    /// <summary>The operand before.</summary>
    public required DurationNode Left { get; init; }

    /// <summary>The operand behind.</summary>
    public required DurationNode Right { get; init; }

    internal override double Evaluate(double step, double range)
    {
        double left = Left.Evaluate(step, range);
        double right = Right.Evaluate(step, range);
        return Function switch
        {
            "min_of" => Math.Min(left, right),
            "max_of" => Math.Max(left, right),
            _ => Operator switch
            {
                BinaryOperator.Add => left + right,
                BinaryOperator.Subtract => left - right,
                BinaryOperator.Multiply => left * right,
                BinaryOperator.Divide => left / right,
                BinaryOperator.Modulo => left % right,
                _ => Math.Pow(left, right),
            },
        };
    }
}
