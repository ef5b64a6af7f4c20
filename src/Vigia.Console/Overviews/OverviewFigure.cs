namespace Vigia.Console.Overviews;

/// <summary>One card with a number on the overview.</summary>
/// <param name="Name">The key of its heading, and the prefix of its queries' names.</param>
/// <param name="Address">Where its heading leads.</param>
/// <param name="Expression">PromQL of its value over the range; <c>$offset</c> stands where a query for a week ago puts its offset.</param>
/// <param name="Unit">The value's unit, by Grafana's name.</param>
/// <param name="Better">Which direction is good: <c>up</c>, <c>down</c>, or <c>none</c>.</param>
/// <param name="Color">The colour of its line, one of css/tokens.css.</param>
/// <param name="Detail">PromQL of what stands below the value instead of the change in a week; null: the change.</param>
/// <param name="Second">PromQL of a second value beside it; null: none.</param>
/// <param name="SecondUnit">The second value's unit.</param>
/// <param name="Decimals">Of the value; null: about three figures.</param>
internal sealed record OverviewFigure(
    string Name, string Address, string Expression, string Unit, string Better, string Color, string? Detail = null, string? Second = null, string? SecondUnit = null,
    int? Decimals = null)
{
    public static readonly IReadOnlyList<OverviewFigure> All =
    [
        new("Messages", "/ui/messages", "sum(rate(messages_processed_total[$__rate_interval]$offset))", "suffix:/s", "up", "--s1"),
        new("ErrorRate", "/ui/dead-letters",
            """(sum(rate(messages_processed_total{status="error"}[$__rate_interval]$offset)) or vector(0)) / sum(rate(messages_processed_total[$__rate_interval]$offset))""",
            "percentunit", "down", "--bad", Decimals: 2),
        new("LatencyP95", "/ui/d/integracao-visao-geral",
            """histogram_quantile(0.95, sum by (le) (rate(request_latency_seconds_bucket{endpoint!~"/metrics|/health.*|unmatched"}[$__rate_interval]$offset)))""",
            "s", "down", "--s3"),
        new("Queue", "/ui/messages?status=queued", "sum(queue_size$offset)", "short", "down", "--s2", Detail: "max(queue_oldest_message_age_seconds)"),
        new("Connections", "/ui/d/integracao-conexoes", "sum(active_connections$offset)", "short", "none", "--s5", Detail: "sum by (protocol) (active_connections) > 0"),
        new("CpuMemory", "/ui/d/integracao-recursos", """sum(rate(process_cpu_seconds_total{job="integracao"}[$__rate_interval]$offset))""", "percentunit", "down", "--s6",
            Second: "sum(memory_usage_bytes)", SecondUnit: "bytes", Decimals: 0),
    ];
}
