namespace Vigia.Storage.Metrics.Administration;

/// <summary>Something wrong with a store's files.</summary>
/// <param name="File">Which file.</param>
/// <param name="Problem">What is wrong with it.</param>
public sealed record StoreFinding(string File, string Problem);
