namespace Vigia.Console.Resources;

/// <summary>Names the sentences on PromQL's functions and aggregations; their keys are the functions' names.</summary>
public sealed class FunctionText;
