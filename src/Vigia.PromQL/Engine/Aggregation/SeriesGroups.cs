using Vigia.Model.Labels;
using Vigia.PromQL.Engine.Columns;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Engine.Aggregation;

/// <summary>Which group each series of an aggregation belongs to, found once per series.</summary>
internal sealed class SeriesGroups
{
    private SeriesGroups(int[] groupOf, List<LabelSet> labels, List<bool> dropsName) =>
        (GroupOf, Labels, DropsName) = (groupOf, labels, dropsName);

    /// <summary>Per series its group.</summary>
    public int[] GroupOf { get; }

    /// <summary>Per group its labels.</summary>
    public IReadOnlyList<LabelSet> Labels { get; }

    /// <summary>Per group whether a name among its labels goes at the end of the query.</summary>
    public IReadOnlyList<bool> DropsName { get; }

    public int Count => Labels.Count;

    public static SeriesGroups Of(AggregateExpression aggregate, SeriesSource source)
    {
        int[] groupOf = new int[source.Count];
        var labels = new List<LabelSet>();
        var drops = new List<bool>();
        if (!aggregate.IsWithout && aggregate.Grouping.Count == 0)
        {
            if (source.Count > 0)
            {
                labels.Add(LabelSet.Empty);
                drops.Add(false);
            }

            return new SeriesGroups(groupOf, labels, drops);
        }

        if (aggregate is { IsWithout: false, Grouping: [var only] })
        {
            ByOneLabel(source, only, groupOf, labels, drops);
        }
        else
        {
            ByLabels(aggregate, source, groupOf, labels, drops);
        }

        if (!aggregate.IsWithout && aggregate.Grouping.Contains(LabelNames.MetricName))
        {
            for (int i = 0; i < groupOf.Length; i++)
            {
                drops[groupOf[i]] |= source.DropsName(i);
            }
        }

        return new SeriesGroups(groupOf, labels, drops);
    }

    /// <summary>The most common case, without a label set per series.</summary>
    private static void ByOneLabel(SeriesSource source, string name, int[] groupOf, List<LabelSet> labels, List<bool> drops)
    {
        var byValue = new Dictionary<string, int>(StringComparer.Ordinal);
        string last = "";
        int lastGroup = -1;
        for (int i = 0; i < groupOf.Length; i++)
        {
            string value = source.Labels(i)[name];
            if (lastGroup >= 0 && ReferenceEquals(value, last))
            {
                groupOf[i] = lastGroup;
                continue;
            }

            if (!byValue.TryGetValue(value, out int group))
            {
                byValue[value] = group = labels.Count;
                labels.Add(LabelSet.Of((name, value)));
                drops.Add(false);
            }

            (last, lastGroup, groupOf[i]) = (value, group, group);
        }
    }

    private static void ByLabels(AggregateExpression aggregate, SeriesSource source, int[] groupOf, List<LabelSet> labels, List<bool> drops)
    {
        string[] names = aggregate.IsWithout ? [.. aggregate.Grouping, .. MetricLabels.All] : [.. aggregate.Grouping];
        var byLabels = new Dictionary<LabelSet, int>();
        for (int i = 0; i < groupOf.Length; i++)
        {
            LabelSet own = source.Labels(i);
            LabelSet key = aggregate.IsWithout ? own.Drop(names) : own.Keep(names);
            if (!byLabels.TryGetValue(key, out int group))
            {
                byLabels[key] = group = labels.Count;
                labels.Add(key);
                drops.Add(false);
            }

            groupOf[i] = group;
        }
    }
}
