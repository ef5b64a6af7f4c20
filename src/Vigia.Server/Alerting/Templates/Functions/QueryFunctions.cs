using Vigia.Server.Alerting.Templates.Values;

namespace Vigia.Server.Alerting.Templates.Functions;

/// <summary>What a query's answer is taken apart with: <c>first label value strvalue sortByLabel</c>.</summary>
internal static class QueryFunctions
{
    public static IEnumerable<TemplateFunction> All =>
    [
        TemplateFunction.Of("first", [ParameterKind.Vector], static arguments =>
            arguments.Vector(0).Count > 0 ? arguments.Vector(0)[0] : throw new TemplateCallException("first() called on vector with no elements")),
        TemplateFunction.Of("label", [ParameterKind.Text, ParameterKind.Sample], static arguments => arguments.Sample(1).Labels.Labels[arguments.Text(0)]),
        TemplateFunction.Of("value", [ParameterKind.Sample], static arguments => arguments.Sample(0).Value),
        TemplateFunction.Of("strvalue", [ParameterKind.Sample], static arguments => arguments.Sample(0).Labels.Labels["__value__"]),
        TemplateFunction.Of("sortByLabel", [ParameterKind.Text, ParameterKind.Vector], static arguments => Sort(arguments)),
    ];

    private static TemplateSample[] Sort(CallArguments arguments)
    {
        string label = arguments.Text(0);
        return [.. arguments.Vector(1).OrderBy(sample => sample.Labels.Labels[label], StringComparer.Ordinal)];
    }
}
