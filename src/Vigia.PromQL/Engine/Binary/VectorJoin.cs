using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Model.Queries;
using Vigia.PromQL.Engine.Columns;
using Vigia.PromQL.Engine.Evaluation;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Engine.Binary;

/// <summary>Arithmetic and comparison between the series of two vectors. One use; not thread-safe.</summary>
internal sealed class VectorJoin
{
    private readonly Evaluator _evaluator;
    private readonly BinaryExpression _binary;
    private readonly VectorMatching _matching;
    private readonly MatchKey _key;
    private readonly bool _isSwapped;
    private readonly Dictionary<LabelSet, Column> _results = [];
    private readonly Dictionary<(LabelSet Group, LabelSet Labels), ulong[]> _matched = [];
    private ulong[] _bothSides = [];

    public VectorJoin(Evaluator evaluator, BinaryExpression binary)
    {
        _evaluator = evaluator;
        _binary = binary;
        _matching = binary.Matching;
        _key = new MatchKey(_matching);
        _isSwapped = _matching.Cardinality == MatchCardinality.OneToMany;
    }

    private double? FillMany => _isSwapped ? _matching.FillRight : _matching.FillLeft;

    private double? FillOne => _isSwapped ? _matching.FillLeft : _matching.FillRight;

    public IReadOnlyList<Column> Evaluate(IReadOnlyList<Column> left, IReadOnlyList<Column> right)
    {
        (IReadOnlyList<Column> many, IReadOnlyList<Column> one) = _isSwapped ? (right, left) : (left, right);
        bool isFilled = FillMany is not null || FillOne is not null;
        if (!isFilled && (many.Count == 0 || one.Count == 0))
        {
            return [];
        }

        _bothSides = BothSides(many, one, isFilled);
        Dictionary<LabelSet, List<Column>> groups = Group(one);
        Dictionary<LabelSet, ulong[]>? manyPresent = FillMany is null ? null : [];
        foreach (Column column in many)
        {
            LabelSet group = _key.Of(column.Labels);
            groups.TryGetValue(group, out List<Column>? partners);
            if (manyPresent is not null)
            {
                StepBits.Or(System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(manyPresent, group, out _) ??= new ulong[column.Present.Length], column.Present);
            }

            foreach (Column partner in partners ?? [])
            {
                Join(group, column, partner);
            }

            if (FillOne is { } value)
            {
                Fill(group, column, partners, value);
            }
        }

        if (FillMany is { } fill)
        {
            FillManySide(groups, manyPresent!, fill);
        }

        return [.. _results.Values.Where(static column => !column.IsEmpty)];
    }

    /// <summary>The steps where both sides have anything; elsewhere Prometheus looks at nothing.</summary>
    private static ulong[] BothSides(IReadOnlyList<Column> many, IReadOnlyList<Column> one, bool isFilled)
    {
        ulong[] bits = new ulong[(many.Count > 0 ? many : one) is [var first, ..] ? first.Present.Length : 1];
        if (isFilled)
        {
            bits.AsSpan().Fill(ulong.MaxValue);
            return bits;
        }

        ulong[] other = new ulong[bits.Length];
        foreach (Column column in many)
        {
            StepBits.Or(bits, column.Present);
        }

        foreach (Column column in one)
        {
            StepBits.Or(other, column.Present);
        }

        for (int i = 0; i < bits.Length; i++)
        {
            bits[i] &= other[i];
        }

        return bits;
    }

    private Dictionary<LabelSet, List<Column>> Group(IReadOnlyList<Column> one)
    {
        var groups = new Dictionary<LabelSet, List<Column>>(one.Count);
        foreach (Column column in one)
        {
            LabelSet group = _key.Of(column.Labels);
            if (!groups.TryGetValue(group, out List<Column>? members))
            {
                groups[group] = [column];
                continue;
            }

            foreach (Column member in members)
            {
                for (int i = 0; i < _bothSides.Length; i++)
                {
                    if ((member.Present[i] & column.Present[i] & _bothSides[i]) != 0)
                    {
                        string side = _isSwapped ? "left" : "right";
                        throw new QueryException(
                            QueryErrorKind.Execution,
                            $"found duplicate series for the match group {group} on the {side} hand-side of the operation: [{column.Labels}, {member.Labels}];many-to-many matching not allowed: matching labels must be unique on one side");
                    }
                }
            }

            members.Add(column);
        }

        return groups;
    }

    private void Join(LabelSet group, Column many, Column one)
    {
        if (!StepBits.Overlap(many.Present, one.Present))
        {
            return;
        }

        LabelSet labels = ResultLabels(many.Labels, one.Labels);
        if (many.Histograms is null && one.Histograms is null && _binary.Operator.ChangesMetric())
        {
            JoinFloats(group, labels, many, one);
            return;
        }

        for (int step = StepBits.Next(many.Present, 0); step >= 0; step = StepBits.Next(many.Present, step + 1))
        {
            if (one.Has(step))
            {
                Element(group, labels, step, many.Values[step], many.HistogramAt(step), one.Values[step], one.HistogramAt(step));
            }
        }
    }

    /// <summary>Whole columns of floats at once.</summary>
    private void JoinFloats(LabelSet group, LabelSet labels, Column many, Column one)
    {
        var joined = new Column(many.Steps) { Labels = labels };
        for (int i = 0; i < joined.Present.Length; i++)
        {
            joined.Present[i] = many.Present[i] & one.Present[i];
        }

        (Column left, Column right) = _isSwapped ? (one, many) : (many, one);
        ScalarOperation.Calculate(
            _binary.Operator, left.Values.AsSpan(0, left.Steps), right.Values.AsSpan(0, left.Steps), joined.Values.AsSpan(0, left.Steps));
        Claim(group, labels, joined.Present);
        if (_results.TryAdd(labels, joined))
        {
            return;
        }

        for (int step = StepBits.Next(joined.Present, 0); step >= 0; step = StepBits.Next(joined.Present, step + 1))
        {
            Put(labels, step, joined.Values[step], null);
        }
    }

    private void Element(
        LabelSet group, LabelSet labels, int step, double many, NativeHistogram? manyHistogram, double one, NativeHistogram? oneHistogram)
    {
        bool isKept = _isSwapped
            ? ElementOperation.Evaluate(_evaluator.Context, _binary, one, oneHistogram, many, manyHistogram, out double value, out NativeHistogram? histogram)
            : ElementOperation.Evaluate(_evaluator.Context, _binary, many, manyHistogram, one, oneHistogram, out value, out histogram);
        bool areAlike = (manyHistogram is null) == (oneHistogram is null);
        if (_binary.ReturnsBool && areAlike && (manyHistogram is null || _binary.Operator is BinaryOperator.Equal or BinaryOperator.NotEqual))
        {
            (value, histogram) = (isKept ? 1 : 0, null);
        }
        else if (!isKept)
        {
            return;
        }

        Claim(group, labels, step);
        Put(labels, step, value, histogram);
    }

    private void Put(LabelSet labels, int step, double value, NativeHistogram? histogram)
    {
        if (!_results.TryGetValue(labels, out Column? result))
        {
            bool drops = _binary.ReturnsBool && _evaluator.Context.Options.DelaysNameRemoval;
            _results[labels] = result = new Column(_evaluator.Grid.Count) { Labels = labels, DropsName = drops };
        }

        if (result.Has(step))
        {
            throw new QueryException(QueryErrorKind.Execution, SeriesMerge.DuplicateMessage);
        }

        if (histogram is null)
        {
            result.Set(step, value);
        }
        else
        {
            result.Set(step, histogram);
        }
    }

    private void Claim(LabelSet group, LabelSet labels, int step)
    {
        ulong[] bits = Claimed(group, labels);
        if (StepBits.Get(bits, step))
        {
            ThrowMultiple();
        }

        StepBits.Set(bits, step);
    }

    private void Claim(LabelSet group, LabelSet labels, ulong[] steps)
    {
        ulong[] bits = Claimed(group, labels);
        if (StepBits.Overlap(bits, steps))
        {
            ThrowMultiple();
        }

        StepBits.Or(bits, steps);
    }

    private ulong[] Claimed(LabelSet group, LabelSet labels)
    {
        (LabelSet, LabelSet) key = (group, _matching.Cardinality == MatchCardinality.OneToOne ? LabelSet.Empty : labels);
        if (!_matched.TryGetValue(key, out ulong[]? bits))
        {
            _matched[key] = bits = new ulong[Math.Max(1, StepBits.Words(_evaluator.Grid.Count))];
        }

        return bits;
    }

    private void ThrowMultiple() => throw new QueryException(
        QueryErrorKind.Execution,
        _matching.Cardinality == MatchCardinality.OneToOne
            ? "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)"
            : "multiple matches for labels: grouping labels must ensure unique matches");

    private void Fill(LabelSet group, Column many, List<Column>? partners, double value)
    {
        LabelSet labels = ResultLabels(many.Labels, group);
        for (int step = StepBits.Next(many.Present, 0); step >= 0; step = StepBits.Next(many.Present, step + 1))
        {
            if (partners is null || !partners.Exists(partner => partner.Has(step)))
            {
                Element(group, labels, step, many.Values[step], many.HistogramAt(step), value, null);
            }
        }
    }

    private void FillManySide(Dictionary<LabelSet, List<Column>> groups, Dictionary<LabelSet, ulong[]> present, double value)
    {
        foreach ((LabelSet group, List<Column> members) in groups)
        {
            present.TryGetValue(group, out ulong[]? matched);
            foreach (Column one in members)
            {
                LabelSet labels = ResultLabels(group, one.Labels);
                for (int step = StepBits.Next(one.Present, 0); step >= 0; step = StepBits.Next(one.Present, step + 1))
                {
                    if (matched is null || !StepBits.Get(matched, step))
                    {
                        Element(group, labels, step, value, null, one.Values[step], one.HistogramAt(step));
                    }
                }
            }
        }
    }

    private LabelSet ResultLabels(LabelSet many, LabelSet one)
    {
        bool dropsName = _binary.Operator.ChangesMetric() || (_binary.ReturnsBool && !_evaluator.Context.Options.DelaysNameRemoval);
        LabelSet labels = dropsName ? MetricLabels.WithoutMetric(many) : many;
        if (_matching.Cardinality == MatchCardinality.OneToOne)
        {
            return _matching.IsOn ? labels.Keep(_matching.Labels) : labels.Drop(_matching.Labels);
        }

        foreach (string name in _matching.Include)
        {
            labels = labels.With(name, one[name]);
        }

        return labels;
    }
}
