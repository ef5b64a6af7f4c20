using Vigia.Instrumentation.Metrics;

namespace Vigia.Console.Dashboards.Sharing;

/// <summary>What a <see cref="SingleFlight{TKey, TValue}"/> counts.</summary>
/// <param name="Answers">By <c>answer</c>: evaluated, joined (one in flight), cached (from memory).</param>
/// <param name="Evicted">Values forgotten before their time for want of room.</param>
internal sealed record SingleFlightMetrics(MetricFamily<Counter> Answers, Counter Evicted);
