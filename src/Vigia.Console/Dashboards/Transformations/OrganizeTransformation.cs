using Vigia.Console.Dashboards.Frames;

namespace Vigia.Console.Dashboards.Transformations;

/// <summary>Leaves out, orders and renames fields by their names.</summary>
internal static class OrganizeTransformation
{
    public static IReadOnlyList<Frame> Apply(IReadOnlyList<Frame> frames, TransformationOptions options, TransformationContext context)
    {
        HashSet<string> excluded = [.. options["excludeByName"].Fields.Where(static one => one.Value.AsFlag).Select(static one => one.Key)];
        HashSet<string> included = [.. options["includeByName"].Fields.Where(static one => one.Value.AsFlag).Select(static one => one.Key)];
        Dictionary<string, double> places = options["indexByName"].Fields.ToDictionary(static one => one.Key, static one => one.Value.AsNumber ?? double.MaxValue, StringComparer.Ordinal);
        Dictionary<string, string> names = options["renameByName"].Fields.ToDictionary(static one => one.Key, static one => one.Value.AsText, StringComparer.Ordinal);
        return [.. frames.Select(frame => Organize(frame, frames, excluded, included, places, names))];
    }

    private static Frame Organize(
        Frame frame, IReadOnlyList<Frame> all, HashSet<string> excluded, HashSet<string> included, Dictionary<string, double> places, Dictionary<string, string> names)
    {
        IEnumerable<(FrameField Field, string Name)> fields = frame.Fields
            .Select(field => (Field: field, Name: FieldNames.Of(field, frame, all)))
            .Where(one => !excluded.Contains(one.Name) && (included.Count == 0 || included.Contains(one.Name)))
            .OrderBy(one => places.GetValueOrDefault(one.Name, double.MaxValue));
        return frame with
        {
            Fields = [.. fields.Select(one => names.GetValueOrDefault(one.Name) is { Length: > 0 } name ? one.Field with { Renamed = name } : one.Field)],
        };
    }
}
