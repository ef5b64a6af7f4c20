using Vigia.Model.Metrics;
using Vigia.Server.Alerting.Templates.Functions;

namespace Vigia.Server.Alerting.Templates.Values;

/// <summary>What a template's value is in Go's terms.</summary>
/// <remarks>
/// Values are <see cref="string"/>, <see cref="bool"/>, <see cref="long"/> (int), <see cref="double"/> (float64), null (nil), lists of values,
/// <see cref="ITemplateMap"/>, <see cref="ITemplateObject"/> and <see cref="TemplateFunction"/>.
/// </remarks>
internal static class GoType
{
    public static string Name(object? value) => value switch
    {
        null => "<nil>",
        string => "string",
        bool => "bool",
        long => "int",
        double => "float64",
        ITemplateMap map => map.TypeName,
        ITemplateObject other => other.TypeName,
        IReadOnlyList<TemplateSample> => "template.queryResult",
        IReadOnlyList<object?> => "[]interface {}",
        NativeHistogram => "*histogram.FloatHistogram",
        TemplateFunction => "func",
        _ => value.GetType().Name,
    };

    /// <summary>Whether it counts as true: not false, 0, nil or empty.</summary>
    public static bool IsTrue(object? value) => value switch
    {
        null => false,
        bool flag => flag,
        string text => text.Length > 0,
        long number => number != 0,
        double number => number != 0,
        GoDuration duration => duration.Nanoseconds != 0,
        ITemplateMap map => map.Count > 0,
        IReadOnlyList<object?> list => list.Count > 0,
        _ => true,
    };
}
