using System.Text.Json;
using Vigia.Instrumentation.Metrics;

namespace Vigia.Interop.Tests.Metrics;

/// <summary>The same observations on the guide's ten metrics, for us and, as JSON, for another client.</summary>
internal static class GuideObservations
{
    public static readonly string[] Names =
    [
        "messages_processed_total", "errors_total", "auth_attempts_total", "queue_size", "active_connections", "memory_usage_bytes",
        "message_processing_seconds", "request_latency_seconds", "request_size_bytes", "response_size_bytes",
    ];

    /// <summary>Metric, label values, amount.</summary>
    public static IReadOnlyList<(string Metric, string[] Labels, double Value)> Make()
    {
        var random = new Random(20240101);
        var made = new List<(string, string[], double)>();
        for (int i = 0; i < 500; i++)
        {
            string protocol = new[] { "http", "websocket", "mqtt", "a\"b\\c\nd é" }[random.Next(4)];
            made.Add(("messages_processed_total", [protocol, random.Next(3) == 0 ? "error" : "success"], 1));
            made.Add(("errors_total", ["timeout", $"worker-{random.Next(3)}"], random.NextDouble()));
            made.Add(("auth_attempts_total", [random.Next(2) == 0 ? "true" : "false"], 1));
            made.Add(("queue_size", [], random.Next(2_000_000)));
            made.Add(("active_connections", [protocol], random.Next(-5, 100)));
            made.Add(("memory_usage_bytes", [], random.NextInt64(1L << 40)));
            made.Add(("message_processing_seconds", [], Math.Pow(10, (random.NextDouble() * 4) - 3)));
            made.Add(("request_latency_seconds", [$"/api/v1/{random.Next(3)}"], random.Next(12) / 10.0));
            made.Add(("request_size_bytes", [], random.Next(1 << 20)));
            made.Add(("response_size_bytes", [], random.NextDouble() * 1e9));
        }

        return made;
    }

    public static void Apply(ServiceMetrics metrics, IEnumerable<(string Metric, string[] Labels, double Value)> observations)
    {
        foreach ((string metric, string[] labels, double value) in observations)
        {
            switch (metric)
            {
                case "messages_processed_total":
                    metrics.MessagesProcessed.WithLabels(labels).Increment(value);
                    break;
                case "errors_total":
                    metrics.Errors.WithLabels(labels).Increment(value);
                    break;
                case "auth_attempts_total":
                    metrics.AuthAttempts.WithLabels(labels).Increment(value);
                    break;
                case "queue_size":
                    metrics.QueueSize.Set(value);
                    break;
                case "active_connections":
                    metrics.ActiveConnections.WithLabels(labels).Set(value);
                    break;
                case "memory_usage_bytes":
                    metrics.MemoryUsage.Set(value);
                    break;
                case "message_processing_seconds":
                    metrics.ProcessingTime.Observe(value);
                    break;
                case "request_latency_seconds":
                    metrics.RequestLatency.WithLabels(labels).Observe(value);
                    break;
                case "request_size_bytes":
                    metrics.RequestSize.Observe(value);
                    break;
                case "response_size_bytes":
                    metrics.ResponseSize.Observe(value);
                    break;
                default:
                    throw new ArgumentException($"{metric} is not the guide's.", nameof(observations));
            }
        }
    }

    public static string ToJson(IEnumerable<(string Metric, string[] Labels, double Value)> observations) =>
        JsonSerializer.Serialize(observations.Select(x => new object[] { x.Metric, x.Labels, x.Value }));
}
