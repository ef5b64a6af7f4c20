using Vigia.Console.Dashboards.Frames;
using Vigia.Model.Labels;

namespace Vigia.Console.Dashboards.Transformations;

/// <summary>A table for each query with a row for each series: its labels, and the series itself as a trend.</summary>
internal static class TimeSeriesTableTransformation
{
    public static IReadOnlyList<Frame> Apply(IReadOnlyList<Frame> frames, TransformationOptions options, TransformationContext context)
    {
        var tables = new List<Frame>();
        foreach (IGrouping<string, Frame> query in frames.Where(static frame => frame.IsSeries).GroupBy(static frame => frame.RefId))
        {
            Frame[] series = [.. query];
            LabelSet[] labels = [.. series.Select(static frame => frame.Fields.First(static field => field.Type == FieldType.Number).Labels)];
            IEnumerable<FrameField> columns = labels.SelectMany(static set => set.Select(static label => label.Name)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(name => new FrameField { Name = name, Column = FieldColumn.OfTexts([.. labels.Select(set => set.Contains(name) ? set[name] : null)]) });
            var trend = new FrameField { Name = "Trend #" + query.Key, Column = FieldColumn.OfSeries([.. series]) };
            tables.Add(new Frame { RefId = query.Key, Fields = [.. columns, trend] });
        }

        return [.. frames.Where(static frame => !frame.IsSeries), .. tables];
    }
}
