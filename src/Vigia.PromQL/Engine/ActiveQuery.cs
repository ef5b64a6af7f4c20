namespace Vigia.PromQL.Engine;

/// <summary>A query that is being answered.</summary>
/// <param name="Id">Its number; never used again while the program runs.</param>
/// <param name="Query">Its text.</param>
/// <param name="Started">When it came.</param>
/// <param name="User">Who asked; null where that is not known.</param>
public sealed record ActiveQuery(long Id, string Query, DateTimeOffset Started, string? User);
