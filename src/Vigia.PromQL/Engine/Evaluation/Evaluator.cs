using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Model.Queries;
using Vigia.PromQL.Engine.Aggregation;
using Vigia.PromQL.Engine.Binary;
using Vigia.PromQL.Engine.Columns;
using Vigia.PromQL.Engine.Reading;
using Vigia.PromQL.Functions;
using Vigia.PromQL.Functions.Ranges;
using Vigia.PromQL.Functions.Vectors;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Engine.Evaluation;

/// <summary>Evaluates expressions over the steps of one grid, all steps of a series at once.</summary>
internal sealed partial class Evaluator(QueryContext context, StepGrid grid)
{
    public QueryContext Context => context;

    public StepGrid Grid => grid;

    /// <summary>A scalar expression's value at each step.</summary>
    public double[] Scalars(Expression expression)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        switch (expression)
        {
            case ParenExpression paren: return Scalars(paren.Inner);
            case NumberLiteral number: return Constant(number.Value);
            case UnaryExpression unary:
                double[] values = Scalars(unary.Inner);
                return unary.IsNegative ? Array.ConvertAll(values, static value => -value) : values;
            case BinaryExpression binary: return ScalarOperation.Evaluate(binary.Operator, Scalars(binary.Left), Scalars(binary.Right));
            case CallExpression call: return ScalarFunctions.Evaluate(this, call);
            default: throw new QueryException(QueryErrorKind.Execution, "expression is not a scalar", expression.Span.Start);
        }
    }

    public double[] Constant(double value)
    {
        var values = new double[grid.Count];
        values.AsSpan().Fill(value);
        return values;
    }

    /// <summary>An instant vector expression's series.</summary>
    public SeriesSource Vector(Expression expression)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        if (expression is ParenExpression paren)
        {
            return Vector(paren.Inner);
        }

        if (grid.Count > 1 && StepInvariance.IsInvariant(expression))
        {
            var once = new Evaluator(context, StepGrid.Instant(grid.Start));
            return new ColumnSource([.. once.Columns(expression).Select(column => column.Broadcast(grid.Count))]);
        }

        return expression switch
        {
            VectorSelector selector => Select(selector, givesTimestamps: false),
            UnaryExpression unary => Negate(unary),
            BinaryExpression binary => BinaryEvaluator.Evaluate(this, binary),
            AggregateExpression aggregate => AggregateEvaluator.Evaluate(this, aggregate),
            CallExpression call => Call(call),
            _ => throw new QueryException(QueryErrorKind.Execution, "expression is not an instant vector", expression.Span.Start),
        };
    }

    /// <summary>An instant vector expression's series, computed; those without any sample are left out.</summary>
    public IReadOnlyList<Column> Columns(Expression expression) => Materialize(Vector(expression));

    public IReadOnlyList<Column> Materialize(SeriesSource source)
    {
        if (source.Columns is { } computed)
        {
            return computed;
        }

        var columns = new Column?[source.Count];
        context.ForRanges(source.Count, (_, from, to) =>
        {
            using var scratch = new ReadScratch();
            Column? spare = null;
            for (int i = from; i < to; i++)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                Column column = spare ?? new Column(grid.Count);
                spare = null;
                source.Read(i, column, scratch);
                if (column.IsEmpty)
                {
                    column.Clear();
                    spare = column;
                    continue;
                }

                context.Budget.Hold(grid.Count);
                column.Labels = source.Labels(i);
                column.DropsName = source.DropsName(i);
                columns[i] = column;
            }
        });

        var found = new List<Column>(columns.Length);
        foreach (Column? column in columns)
        {
            if (column is not null)
            {
                found.Add(column);
            }
        }

        return found;
    }

    /// <summary>Gives back the room of columns that nobody needs any more.</summary>
    public void Release(IReadOnlyList<Column> columns) => context.Budget.Release((long)columns.Count * grid.Count);

    /// <summary>Makes another metric of the series: the name goes, now or at the end of the query.</summary>
    public SeriesSource DropNames(SeriesSource source)
    {
        if (context.Options.DelaysNameRemoval)
        {
            return source.Columns is { } computed
                ? new ColumnSource([.. computed.Select(static column => column.WithLabels(column.Labels, dropsName: true))])
                : new DroppingSource(source);
        }

        var labels = new LabelSet[source.Count];
        bool mayCollide = false;
        string? name = null;
        for (int i = 0; i < labels.Length; i++)
        {
            LabelSet before = source.Labels(i);
            string own = before.MetricName;
            mayCollide |= (name ??= own) != own || MetricLabels.HasTypeOrUnit(before);
            labels[i] = MetricLabels.WithoutMetric(before);
        }

        return Relabel(source, labels, null, mayCollide);
    }

    /// <summary>Gives series new labels and makes one of those that then are the same.</summary>
    public SeriesSource Relabel(SeriesSource source, LabelSet[] labels, bool[]? drops, bool mayCollide = true)
    {
        if (source.Columns is { } computed)
        {
            // The samples are shared, not copied.
            Column[] relabeled = [.. computed.Select((column, i) => column.WithLabels(labels[i], drops?[i] ?? column.DropsName))];
            return new ColumnSource(mayCollide ? SeriesMerge.Merge(relabeled) : relabeled);
        }

        var lazy = new RelabeledSource(source, labels, drops);
        return mayCollide && new HashSet<LabelSet>(labels).Count < labels.Length
            ? new ColumnSource(SeriesMerge.Merge(Materialize(lazy)))
            : lazy;
    }

    private SeriesSource Negate(UnaryExpression unary)
    {
        SeriesSource inner = Vector(unary.Inner);
        return unary.IsNegative
            ? DropNames(new MappedSource(inner, static column => ScalarOperation.Scale(column, -1)))
            : inner;
    }

    private SeriesSource Call(CallExpression call)
    {
        if (RangeFunctionTable.Find(call.Function.Name) is { } function)
        {
            return CallRange(call, function);
        }

        return VectorFunctions.Evaluate(this, call);
    }

    public SeriesSource Select(VectorSelector selector, bool givesTimestamps)
    {
        long offset = selector.Time.Offset is null ? 0 : context.Resolve(selector.Time.Offset, mustBePositive: false);
        StepGrid times = FixedTime(selector.Time) is { } time
            ? new StepGrid(time - offset, 0, grid.Count)
            : grid with { Start = grid.Start - offset };
        if (grid.Count == 0)
        {
            return new ColumnSource([]);
        }

        long behind = selector.IsSmoothed ? context.Lookback : 0;
        SeriesSelection selection = context.Select(new SeriesQuery
        {
            Matchers = selector.Matchers,
            MinTime = times.Start - context.Lookback + 1,
            MaxTime = times.End + behind,
            Step = grid.Count > 1 ? grid.Step : 0,
        });
        var reader = new SelectionReader(selection, context.StatisticsOnly.Contains(selector));
        return selector.IsSmoothed
            ? new SmoothedSource(context, reader, times, selector.Span)
            : new SelectorSource(context, reader, times, givesTimestamps);
    }

    /// <summary>The time that <c>@</c> fixes; null where there is none.</summary>
    public long? FixedTime(TimeModifiers time) => time.Boundary switch
    {
        TimeBoundary.Start => context.Grid.Start,
        TimeBoundary.End => context.End,
        _ => time.Timestamp,
    };
}
