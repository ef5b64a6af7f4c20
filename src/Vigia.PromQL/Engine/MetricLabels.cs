using Vigia.Model.Labels;

namespace Vigia.PromQL.Engine;

/// <summary>The labels that say which metric a series is of: its name, type and unit. They go when a function makes another metric of it.</summary>
internal static class MetricLabels
{
    public const string Type = "__type__";
    public const string Unit = "__unit__";

    public static readonly string[] All = [LabelNames.MetricName, Type, Unit];

    public static LabelSet WithoutMetric(LabelSet labels)
    {
        LabelSet rest = labels.Without(LabelNames.MetricName);
        return rest.Count > 0 && HasTypeOrUnit(rest) ? rest.Without(Type).Without(Unit) : rest;
    }

    public static bool HasTypeOrUnit(LabelSet labels) => labels.Contains(Type) || labels.Contains(Unit);
}
