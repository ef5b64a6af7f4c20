using System.Diagnostics;

namespace Vigia.Instrumentation.Metrics.Series;

/// <summary>One observation with the span in which it was made. Immutable.</summary>
/// <param name="TraceId">The trace.</param>
/// <param name="SpanId">The span.</param>
/// <param name="Value">The observed value, or the amount that was added.</param>
/// <param name="UnixMilliseconds">When.</param>
internal sealed record Exemplar(ActivityTraceId TraceId, ActivitySpanId SpanId, double Value, long UnixMilliseconds);
