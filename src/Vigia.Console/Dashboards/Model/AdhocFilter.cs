namespace Vigia.Console.Dashboards.Model;

/// <summary>A filter that is put on every selector.</summary>
/// <param name="Key">The label.</param>
/// <param name="Operator"><c>=</c>, <c>!=</c>, <c>=~</c>, <c>!~</c>, <c>&lt;</c> or <c>&gt;</c>.</param>
/// <param name="Value">What it is compared with.</param>
public sealed record AdhocFilter(string Key, string Operator, string Value);
