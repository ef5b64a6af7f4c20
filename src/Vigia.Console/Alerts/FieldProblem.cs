namespace Vigia.Console.Alerts;

/// <summary>Something wrong in a field, as it is shown beside it.</summary>
/// <param name="Reason">What is wrong, and what to do.</param>
/// <param name="IsWarning">Whether the field is taken nevertheless.</param>
/// <param name="Index">Which of several rows; else 0.</param>
public sealed record FieldProblem(string Reason, bool IsWarning, int Index = 0);
