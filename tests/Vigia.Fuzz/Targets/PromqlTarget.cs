using System.Text;
using Vigia.Model.Labels;
using Vigia.Model.Queries;
using Vigia.PromQL.Engine;
using Vigia.PromQL.Scripts;
using Vigia.PromQL.Syntax;
using Vigia.PromQL.Syntax.Printing;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.Fuzz.Targets;

/// <summary>A query's text: read, printed, read again and, where it is right, evaluated over a few series.</summary>
internal sealed class PromqlTarget : IFuzzTarget
{
    private const long Minute = 60_000;
    private static readonly MemoryMetricSource Source = Load();
    private static readonly PromqlEngineOptions Options = new()
    {
        Syntax = PromqlSyntaxOptions.Experimental,
        MaxParallelism = 1,
        MaxSamples = 100_000,
        MaxSteps = 2_000,
        Timeout = TimeSpan.FromSeconds(5),
    };

    public string Name => "promql";

    // Evaluation takes most of it, within the engine's own limits.
    public int BaseBytes => 64 * 1024 * 1024;

    public int BytesPerInputByte => 65_536;

    public void Run(byte[] input)
    {
        string text = Encoding.UTF8.GetString(input);
        PromqlParseResult result = PromqlParser.Parse(text, PromqlSyntaxOptions.Experimental);
        foreach (PromqlDiagnostic diagnostic in result.Diagnostics)
        {
            FuzzFindingException.ThrowIf(
                diagnostic.Span.Start < 0 || diagnostic.Span.End > text.Length || diagnostic.Span.Length < 0, $"an error outside the text: {diagnostic}");
            FuzzFindingException.ThrowIf(diagnostic.Message.Length == 0, "an error without reason");
        }

        CheckSpans(result.Tree, text.Length);
        if (result.HasErrors)
        {
            return;
        }

        string printed = PromqlPrinter.Print(result.Tree);
        PromqlParseResult again = PromqlParser.Parse(printed, PromqlSyntaxOptions.Experimental);
        FuzzFindingException.ThrowIf(again.HasErrors, $"what was printed cannot be read: {printed}");
        FuzzFindingException.ThrowIf(PromqlPrinter.Print(again.Tree) != printed, $"what was printed reads as something else: {printed}");
        Evaluate(text);
    }

    private static void CheckSpans(Expression expression, int length)
    {
        FuzzFindingException.ThrowIf(
            expression.Span.Start < 0 || expression.Span.End > length || expression.Span.Length < 0, $"a node outside the text: {expression.Span}");
        foreach (Expression child in expression.Children)
        {
            CheckSpans(child, length);
        }
    }

    private static void Evaluate(string text)
    {
        using var engine = new PromqlEngine(Source, Options);
        try
        {
            engine.EvaluateAsync(text, 10 * Minute, new QueryOptions(), CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (QueryException failure)
        {
            FuzzFindingException.ThrowIf(failure.Kind == QueryErrorKind.Internal, $"an internal error: {failure}");
            FuzzFindingException.ThrowIf(failure.Message.Length == 0, "a failure without reason");
        }
    }

    private static MemoryMetricSource Load()
    {
        var source = new MemoryMetricSource();
        foreach (string line in (string[])
            ["x{a=\"b\"} 0+1x20", "x{a=\"c\"} 5 _ NaN stale 7x10", "x_bucket{le=\"1\"} 1x10", "x_bucket{le=\"+Inf\"} 2x10",
             "h {{schema:1 sum:2 count:3 buckets:[1 2]}}x10", "target_info{a=\"b\"} 1x10"])
        {
            (LabelSet labels, IReadOnlyList<SequenceValue> values) = SeriesNotation.Parse(line);
            source.Add(labels, values, 0, Minute);
        }

        return source;
    }
}
