using System.Text;
using Vigia.Model.Labels;

namespace Vigia.Console.Dashboards.Frames;

/// <summary>What a field is called among others, as Grafana finds it: a given name, the query's legend, or its labels as far as they tell it apart.</summary>
internal static class FieldNames
{
    /// <summary>The name of a field.</summary>
    /// <param name="field">The field.</param>
    /// <param name="frame">Its frame.</param>
    /// <param name="all">All frames of the panel, from which it is to be told apart.</param>
    public static string Of(FrameField field, Frame frame, IReadOnlyList<Frame> all)
    {
        if ((field.Renamed ?? field.Legend) is { Length: > 0 } given)
        {
            return given;
        }

        if (field.Type == FieldType.Time || field.Labels.Count == 0)
        {
            return field.Type == FieldType.Number && field.Name == "Value" && frame.Name.Length > 0 && frame.IsSeries ? frame.Name : field.Name;
        }

        string single = SingleLabel(all);
        if (single.Length > 0 && field.Labels[single] is { Length: > 0 } value)
        {
            return value;
        }

        string labels = Series(field.Labels);
        return field.Name is "Value" or "" ? labels : field.Name + " " + labels;
    }

    /// <summary>A series as PromQL writes it, the way Grafana shows it: <c>name{a="b"}</c>.</summary>
    public static string Series(LabelSet labels)
    {
        var text = new StringBuilder(labels.MetricName);
        bool isFirst = true;
        foreach (Label label in labels.Span)
        {
            if (label.Name == LabelNames.MetricName)
            {
                continue;
            }

            text.Append(isFirst ? "{" : ", ").Append(label.Name).Append("=\"").Append(label.Value).Append('"');
            isFirst = false;
        }

        return isFirst ? text.ToString() : text.Append('}').ToString();
    }

    /// <summary>The only label that any series has; "" where there are several.</summary>
    private static string SingleLabel(IReadOnlyList<Frame> all)
    {
        string single = "";
        foreach (Frame frame in all)
        {
            foreach (FrameField field in frame.Fields)
            {
                foreach (Label label in field.Labels.Span)
                {
                    if (single.Length > 0 && label.Name != single)
                    {
                        return "";
                    }

                    single = label.Name;
                }
            }
        }

        return single;
    }
}
