namespace Vigia.Model.Labels;

/// <summary>An RE2 expression in .NET's syntax.</summary>
/// <param name="Text">The expression; all its groups are numbered, none is named.</param>
/// <param name="GroupCount">How many groups it captures.</param>
/// <param name="GroupNames">The number of each named group.</param>
internal sealed record Re2Translation(string Text, int GroupCount, IReadOnlyDictionary<string, int> GroupNames);
