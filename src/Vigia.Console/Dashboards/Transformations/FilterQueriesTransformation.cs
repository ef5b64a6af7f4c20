using Vigia.Console.Dashboards.Frames;
using Vigia.Console.Dashboards.Templating;

namespace Vigia.Console.Dashboards.Transformations;

/// <summary>Keeps or leaves out the results of some queries.</summary>
internal static class FilterQueriesTransformation
{
    public static IReadOnlyList<Frame> Apply(IReadOnlyList<Frame> frames, TransformationOptions options, TransformationContext context)
    {
        string include = options["include"].AsText;
        string exclude = options["exclude"].AsText;
        return [.. frames.Where(frame => (include.Length == 0 || IsNamed(include, frame.RefId)) && (exclude.Length == 0 || !IsNamed(exclude, frame.RefId)))];
    }

    /// <summary>Whether an expression over refIds, as <c>/^(?:A|B)$/</c>, or one refId, names this one.</summary>
    public static bool IsNamed(string expression, string refId) =>
        expression == refId || (PatternText.Parse(expression.StartsWith('/') ? expression : "^(?:" + expression + ")$") is { } pattern && PatternText.IsMatch(pattern, refId));
}
