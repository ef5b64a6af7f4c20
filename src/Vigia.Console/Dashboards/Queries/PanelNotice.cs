namespace Vigia.Console.Dashboards.Queries;

/// <summary>Something to tell the reader of a panel.</summary>
/// <param name="Severity"><c>info</c>, <c>warning</c> or <c>error</c>.</param>
/// <param name="RefId">The query it is about; null: the panel.</param>
/// <param name="Text">A sentence.</param>
internal sealed record PanelNotice(string Severity, string? RefId, string Text);
