using Vigia.Model.Labels;
using Vigia.Model.Queries;
using Vigia.PromQL.Engine.Columns;
using Vigia.PromQL.Engine.Evaluation;
using Vigia.PromQL.Syntax.Text;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Functions.Vectors;

/// <summary><c>label_replace</c> and <c>label_join</c>: they look at labels alone.</summary>
internal static class LabelFunctions
{
    public static SeriesSource Evaluate(Evaluator evaluator, CallExpression call)
    {
        string[] texts = [.. call.Arguments.Skip(1).Select(static argument => ((StringLiteral)argument.WithoutParens()).Value)];
        string target = texts[0];
        if (target.Length == 0 || !StringUnquoting.IsValid(target))
        {
            throw new QueryException(QueryErrorKind.Execution, $"invalid destination label name in {call.Function.Name}(): {target}", call.Span.Start);
        }

        Func<LabelSet, string?> value = call.Function.Name == "label_join" ? Join(call, texts) : Replace(call, texts);
        SeriesSource source = evaluator.Vector(call.Arguments[0]);
        var labels = new LabelSet[source.Count];
        bool[] drops = new bool[source.Count];
        for (int i = 0; i < labels.Length; i++)
        {
            LabelSet own = source.Labels(i);
            string? replaced = value(own);
            labels[i] = replaced is null ? own : own.With(target, replaced);

            // A name that is set here is meant to stay.
            drops[i] = source.DropsName(i) && (replaced is null || target != LabelNames.MetricName);
        }

        return evaluator.Relabel(source, labels, drops);
    }

    private static Func<LabelSet, string?> Replace(CallExpression call, string[] texts)
    {
        LabelPattern pattern;
        try
        {
            pattern = LabelPattern.Parse(texts[3]);
        }
        catch (LabelPatternException exception)
        {
            throw new QueryException(
                QueryErrorKind.Execution, $"invalid regular expression in label_replace(): {texts[3]}", call.Arguments[4].Span.Start, exception);
        }

        return labels => pattern.Expand(labels[texts[2]], texts[1]);
    }

    private static Func<LabelSet, string?> Join(CallExpression call, string[] texts)
    {
        string[] sources = texts[2..];
        foreach (string source in sources)
        {
            if (source.Length == 0 || !StringUnquoting.IsValid(source))
            {
                throw new QueryException(QueryErrorKind.Execution, $"invalid source label name in label_join(): {source}", call.Span.Start);
            }
        }

        return labels => string.Join(texts[1], sources.Select(name => labels[name]));
    }
}
