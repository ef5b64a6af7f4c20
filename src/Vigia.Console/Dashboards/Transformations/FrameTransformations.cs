using System.Collections.Frozen;
using System.Text.Json;
using Vigia.Console.Dashboards.Frames;
using Vigia.Console.Dashboards.Model;

namespace Vigia.Console.Dashboards.Transformations;

/// <summary>The transformations that are known, by Grafana's ids.</summary>
internal static class FrameTransformations
{
    private delegate IReadOnlyList<Frame> Step(IReadOnlyList<Frame> frames, TransformationOptions options, TransformationContext context);

    private static readonly FrozenDictionary<string, Step> Known = new Dictionary<string, Step>(StringComparer.Ordinal)
    {
        ["organize"] = OrganizeTransformation.Apply,
        ["merge"] = MergeTransformation.Apply,
        ["joinByField"] = JoinTransformation.Apply,
        ["seriesToColumns"] = JoinTransformation.Apply,
        ["renameByRegex"] = RenameTransformation.Apply,
        ["groupBy"] = GroupTransformation.Apply,
        ["filterFieldsByName"] = FilterFieldsTransformation.Apply,
        ["filterByName"] = FilterFieldsTransformation.Apply,
        ["filterByValue"] = FilterValuesTransformation.Apply,
        ["filterByRefId"] = FilterQueriesTransformation.Apply,
        ["calculateField"] = CalculateTransformation.Apply,
        ["reduce"] = ReduceTransformation.Apply,
        ["sortBy"] = SortTransformation.Apply,
        ["limit"] = LimitTransformation.Apply,
        ["labelsToFields"] = LabelsToFieldsTransformation.Apply,
        ["seriesToRows"] = SeriesToRowsTransformation.Apply,
        ["timeSeriesTable"] = TimeSeriesTableTransformation.Apply,
        ["convertFieldType"] = ConvertTransformation.Apply,
        ["concatenate"] = ConcatenateTransformation.Apply,
        ["histogram"] = HistogramTransformation.Apply,
        ["prepareTimeSeries"] = static (frames, _, _) => frames,
        ["noop"] = static (frames, _, _) => frames,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The ids in order.</summary>
    public static IEnumerable<string> Ids => Known.Keys.Order(StringComparer.Ordinal);

    /// <summary>Applies them one after another. One that is not known is told and passed over.</summary>
    public static IReadOnlyList<Frame> Apply(IReadOnlyList<Frame> frames, IReadOnlyList<Transformation> transformations, TransformationContext context)
    {
        foreach (Transformation transformation in transformations)
        {
            if (!Known.TryGetValue(transformation.Id, out Step? step))
            {
                context.Notice($"The transformation '{transformation.Id}' is not supported; the data is shown without it.");
                continue;
            }

            var options = new TransformationOptions(transformation.Options);
            if (transformation.FrameFilter is { } filter)
            {
                IReadOnlyList<Frame> taken = [.. frames.Where(frame => Takes(filter, frame))];
                frames = [.. step(taken, options, context), .. frames.Except(taken)];
            }
            else
            {
                frames = step(frames, options, context);
            }
        }

        return frames;
    }

    private static bool Takes(FieldMatcher filter, Frame frame) =>
        filter.Id != "byRefId" || filter.Options.ValueKind != JsonValueKind.String
        || FilterQueriesTransformation.IsNamed(filter.Options.GetString()!, frame.RefId);
}
