namespace Vigia.Console.Dashboards.Variables;

/// <summary>What a variable's query asks for.</summary>
internal enum VariableQueryKind
{
    LabelValues,
    LabelNames,
    Metrics,
    Result,
    Series,
}
