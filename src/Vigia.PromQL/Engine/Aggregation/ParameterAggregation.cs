using System.Globalization;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Model.Queries;
using Vigia.PromQL.Engine.Columns;
using Vigia.PromQL.Engine.Evaluation;
using Vigia.PromQL.Functions;
using Vigia.PromQL.Syntax.Printing;
using Vigia.PromQL.Syntax.Text;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Engine.Aggregation;

/// <summary>Aggregations with a parameter, which look at all series of a group at once.</summary>
internal static class ParameterAggregation
{
    public static IReadOnlyList<Column> Evaluate(Evaluator evaluator, AggregateExpression aggregate)
    {
        if (aggregate.Operator == AggregateOperator.CountValues)
        {
            return CountValues(evaluator, aggregate);
        }

        double[] parameters = evaluator.Scalars(aggregate.Parameter!);
        IReadOnlyList<Column> columns = evaluator.Columns(aggregate.Inner);
        var groups = SeriesGroups.Of(aggregate, new ColumnSource(columns));
        List<Column>[] members = Members(columns, groups);
        if (aggregate.Operator == AggregateOperator.Quantile)
        {
            return Quantile(evaluator, aggregate, parameters, members, groups);
        }

        return aggregate.Operator == AggregateOperator.LimitRatio
            ? LimitRatio(evaluator, aggregate, parameters, columns)
            : Pick(evaluator, aggregate, parameters, members);
    }

    private static List<Column>[] Members(IReadOnlyList<Column> columns, SeriesGroups groups)
    {
        var members = new List<Column>[groups.Count];
        for (int i = 0; i < columns.Count; i++)
        {
            (members[groups.GroupOf[i]] ??= []).Add(columns[i]);
        }

        return members;
    }

    private static List<Column> Quantile(
        Evaluator evaluator, AggregateExpression aggregate, double[] parameters, List<Column>[] members, SeriesGroups groups)
    {
        var results = new List<Column>(members.Length);
        bool hasIgnored = false;
        for (int group = 0; group < members.Length; group++)
        {
            var result = new Column(evaluator.Grid.Count) { Labels = groups.Labels[group], DropsName = groups.DropsName[group] };
            double[] values = new double[members[group].Count];
            for (int step = 0; step < evaluator.Grid.Count; step++)
            {
                int count = 0;
                foreach (Column column in members[group])
                {
                    hasIgnored |= column.Has(step) && column.HistogramAt(step) is not null;
                    if (column.Has(step) && column.HistogramAt(step) is null)
                    {
                        values[count++] = column.Values[step];
                    }
                }

                if (count > 0)
                {
                    Quantiles.Check(parameters[step], evaluator.Context, aggregate.Parameter!.Span);
                    result.Set(step, Quantiles.Of(parameters[step], values.AsSpan(0, count)));
                }
            }

            if (!result.IsEmpty)
            {
                results.Add(result);
            }
        }

        AggregateEvaluator.Report(
            evaluator.Context.Annotations, aggregate, hasIgnored ? AggregationFindings.IgnoredHistogram : AggregationFindings.None);
        return results;
    }

    /// <summary><c>topk</c>, <c>bottomk</c> and <c>limitk</c>: at each step each group's first few by their order.</summary>
    private static List<Column> Pick(Evaluator evaluator, AggregateExpression aggregate, double[] parameters, List<Column>[] members)
    {
        bool isLimit = aggregate.Operator == AggregateOperator.LimitK;
        int sign = aggregate.Operator == AggregateOperator.TopK ? -1 : 1;
        bool hasIgnored = false;
        var results = new Dictionary<Column, Column>(ReferenceEqualityComparer.Instance);
        var order = new List<Column>();
        if (isLimit)
        {
            foreach (List<Column> group in members)
            {
                group.Sort(static (a, b) => a.Labels.CompareTo(b.Labels));
            }
        }

        var chosen = new List<Column>();
        for (int step = 0; step < evaluator.Grid.Count; step++)
        {
            int k = Whole(parameters[step], aggregate);
            evaluator.Context.Cancellation.ThrowIfCancellationRequested();
            for (int group = 0; group < members.Length && k > 0; group++)
            {
                hasIgnored |= isLimit ? TakeFirst(members[group], step, k, chosen) : TakeBest(members[group], step, k, sign, chosen);
                foreach (Column column in chosen)
                {
                    if (!results.TryGetValue(column, out Column? result))
                    {
                        results[column] = result = new Column(column.Steps) { Labels = column.Labels, DropsName = column.DropsName };
                        order.Add(result);
                    }

                    result.SetFrom(column, step);
                }
            }
        }

        AggregateEvaluator.Report(
            evaluator.Context.Annotations, aggregate, hasIgnored ? AggregationFindings.IgnoredHistogram : AggregationFindings.None);
        return order;
    }

    private static bool TakeFirst(List<Column> members, int step, int k, List<Column> chosen)
    {
        chosen.Clear();
        for (int i = 0; i < members.Count && chosen.Count < k; i++)
        {
            if (members[i].Has(step))
            {
                chosen.Add(members[i]);
            }
        }

        return false;
    }

    /// <summary>The best k in order, the earlier first of equal ones. Whether histograms were left out.</summary>
    private static bool TakeBest(List<Column> members, int step, int k, int sign, List<Column> chosen)
    {
        bool hasIgnored = false;
        var queue = new PriorityQueue<Column, Rank>(Math.Min(k, members.Count));
        for (int i = 0; i < members.Count; i++)
        {
            Column column = members[i];
            if (!column.Has(step))
            {
                continue;
            }

            if (column.HistogramAt(step) is not null)
            {
                hasIgnored = true;
                continue;
            }

            // The worst of those chosen is at the head, where the next one takes its place if it is better.
            double value = column.Values[step];
            var rank = new Rank(double.IsNaN(value), sign * value, i);
            if (queue.Count < k)
            {
                queue.Enqueue(column, rank);
            }
            else
            {
                queue.EnqueueDequeue(column, rank);
            }
        }

        chosen.Clear();
        while (queue.TryDequeue(out Column? column, out _))
        {
            chosen.Add(column);
        }

        chosen.Reverse();
        return hasIgnored;
    }

    /// <summary>Orders the worst first: NaN whichever way, then by value, then the later.</summary>
    private readonly record struct Rank(bool IsNaN, double Value, int Index) : IComparable<Rank>
    {
        public int CompareTo(Rank other)
        {
            int byNaN = other.IsNaN.CompareTo(IsNaN);
            int byValue = byNaN != 0 || IsNaN ? byNaN : other.Value.CompareTo(Value);
            return byValue != 0 ? byValue : other.Index.CompareTo(Index);
        }
    }

    private static int Whole(double value, AggregateExpression aggregate)
    {
        if (double.IsNaN(value))
        {
            throw new QueryException(QueryErrorKind.Execution, "Parameter value is NaN", aggregate.Parameter!.Span.Start);
        }

        if (value is < long.MinValue or >= 9.2233720368547758E18)
        {
            string direction = value < 0 ? "underflows" : "overflows";
            throw new QueryException(
                QueryErrorKind.Execution, $"Scalar value {NumberText.FormatShort(value, 21)} {direction} int64", aggregate.Parameter!.Span.Start);
        }

        return (int)Math.Clamp(Math.Truncate(value), 0, int.MaxValue);
    }

    private static List<Column> LimitRatio(Evaluator evaluator, AggregateExpression aggregate, double[] parameters, IReadOnlyList<Column> columns)
    {
        var results = new List<Column>(columns.Count);
        double[] offsets = [.. columns.Select(static column => LabelHash.Of(column.Labels) / 18446744073709551616.0)];
        Column[] chosen = [.. columns.Select(static column => new Column(column.Steps) { Labels = column.Labels, DropsName = column.DropsName })];
        for (int step = 0; step < evaluator.Grid.Count; step++)
        {
            double ratio = parameters[step];
            if (double.IsNaN(ratio))
            {
                throw new QueryException(QueryErrorKind.Execution, "Ratio value is NaN", aggregate.Parameter!.Span.Start);
            }

            if (Math.Abs(ratio) > 1)
            {
                double capped = Math.Sign(ratio);
                evaluator.Context.Annotations.Warn(
                    aggregate.Parameter!.Span,
                    string.Create(CultureInfo.InvariantCulture, $"ratio value should be between -1 and 1, got {NumberText.FormatShort(ratio)}, capping to {capped}"));
                ratio = capped;
            }

            for (int i = 0; i < columns.Count && ratio != 0; i++)
            {
                bool isChosen = ratio >= 0 ? offsets[i] < ratio : offsets[i] >= 1 + ratio;
                if (isChosen && columns[i].Has(step))
                {
                    chosen[i].SetFrom(columns[i], step);
                }
            }
        }

        results.AddRange(chosen.Where(static column => !column.IsEmpty));
        return results;
    }

    private static IReadOnlyList<Column> CountValues(Evaluator evaluator, AggregateExpression aggregate)
    {
        string name = ((StringLiteral)aggregate.Parameter!.WithoutParens()).Value;
        if (name.Length == 0 || !StringUnquoting.IsValid(name))
        {
            throw new QueryException(QueryErrorKind.Execution, $"invalid label name {QuotedText.Quote(name)}", aggregate.Parameter.Span.Start);
        }

        IReadOnlyList<Column> columns = evaluator.Columns(aggregate.Inner);
        var groups = SeriesGroups.Of(aggregate, new ColumnSource(columns));
        var counts = new Dictionary<LabelSet, Column>();
        for (int i = 0; i < columns.Count; i++)
        {
            LabelSet labels = groups.Labels[groups.GroupOf[i]];
            Column column = columns[i];
            for (int step = StepBits.Next(column.Present, 0); step >= 0; step = StepBits.Next(column.Present, step + 1))
            {
                string value = column.HistogramAt(step) is { } histogram ? HistogramText.Format(histogram) : NumberText.Format(column.Values[step]);
                LabelSet key = labels.With(name, value);
                if (!counts.TryGetValue(key, out Column? count))
                {
                    counts[key] = count = new Column(column.Steps) { Labels = key };
                }

                count.Set(step, count.Has(step) ? count.Values[step] + 1 : 1);
            }
        }

        return [.. counts.Values];
    }
}
