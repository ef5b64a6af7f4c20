using Vigia.Model.Labels;

namespace Vigia.Console.Dashboards.Queries;

/// <summary>An observation that leads to a trace.</summary>
internal sealed record PanelExemplar(string RefId, long Time, double Value, string? TraceId, LabelSet Labels);
