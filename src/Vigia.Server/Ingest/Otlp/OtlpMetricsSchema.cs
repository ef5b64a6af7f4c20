using static Vigia.Server.Ingest.Otlp.JsonFieldKind;

namespace Vigia.Server.Ingest.Otlp;

/// <summary>The fields of <c>ExportMetricsServiceRequest</c> and all below it.</summary>
internal static class OtlpMetricsSchema
{
    private static readonly JsonMessage Any = new();

    private static readonly JsonMessage KeyValue = new JsonMessage().Add("key", 1, Text).Add("value", 2, Message, Any);

    private static readonly JsonMessage Exemplar = new JsonMessage()
        .Add("timeUnixNano", 2, Fixed64).Add("asDouble", 3, JsonFieldKind.Double).Add("spanId", 4, Hex).Add("traceId", 5, Hex).Add("asInt", 6, Fixed64)
        .Add("filteredAttributes", 7, Message, KeyValue);

    private static readonly JsonMessage Number = new JsonMessage()
        .Add("startTimeUnixNano", 2, Fixed64).Add("timeUnixNano", 3, Fixed64).Add("asDouble", 4, JsonFieldKind.Double).Add("exemplars", 5, Message, Exemplar)
        .Add("asInt", 6, Fixed64).Add("attributes", 7, Message, KeyValue).Add("flags", 8, Integer);

    private static readonly JsonMessage Histogram = new JsonMessage()
        .Add("startTimeUnixNano", 2, Fixed64).Add("timeUnixNano", 3, Fixed64).Add("count", 4, Fixed64).Add("sum", 5, JsonFieldKind.Double)
        .Add("bucketCounts", 6, Fixed64).Add("explicitBounds", 7, JsonFieldKind.Double).Add("exemplars", 8, Message, Exemplar)
        .Add("attributes", 9, Message, KeyValue).Add("flags", 10, Integer).Add("min", 11, JsonFieldKind.Double).Add("max", 12, JsonFieldKind.Double);

    private static readonly JsonMessage Buckets = new JsonMessage().Add("offset", 1, ZigZag).Add("bucketCounts", 2, Integer);

    private static readonly JsonMessage Exponential = new JsonMessage()
        .Add("attributes", 1, Message, KeyValue).Add("startTimeUnixNano", 2, Fixed64).Add("timeUnixNano", 3, Fixed64).Add("count", 4, Fixed64)
        .Add("sum", 5, JsonFieldKind.Double).Add("scale", 6, ZigZag).Add("zeroCount", 7, Fixed64).Add("positive", 8, Message, Buckets)
        .Add("negative", 9, Message, Buckets).Add("flags", 10, Integer).Add("exemplars", 11, Message, Exemplar).Add("min", 12, JsonFieldKind.Double)
        .Add("max", 13, JsonFieldKind.Double).Add("zeroThreshold", 14, JsonFieldKind.Double);

    private static readonly JsonMessage Quantile = new JsonMessage().Add("quantile", 1, JsonFieldKind.Double).Add("value", 2, JsonFieldKind.Double);

    private static readonly JsonMessage Summary = new JsonMessage()
        .Add("startTimeUnixNano", 2, Fixed64).Add("timeUnixNano", 3, Fixed64).Add("count", 4, Fixed64).Add("sum", 5, JsonFieldKind.Double)
        .Add("quantileValues", 6, Message, Quantile).Add("attributes", 7, Message, KeyValue).Add("flags", 8, Integer);

    private static readonly JsonMessage Metric = new JsonMessage()
        .Add("name", 1, Text).Add("description", 2, Text).Add("unit", 3, Text)
        .Add("gauge", 5, Message, new JsonMessage().Add("dataPoints", 1, Message, Number))
        .Add("sum", 7, Message, new JsonMessage().Add("dataPoints", 1, Message, Number).Add("aggregationTemporality", 2, Temporality).Add("isMonotonic", 3, JsonFieldKind.Boolean))
        .Add("histogram", 9, Message, new JsonMessage().Add("dataPoints", 1, Message, Histogram).Add("aggregationTemporality", 2, Temporality))
        .Add("exponentialHistogram", 10, Message, new JsonMessage().Add("dataPoints", 1, Message, Exponential).Add("aggregationTemporality", 2, Temporality))
        .Add("summary", 11, Message, new JsonMessage().Add("dataPoints", 1, Message, Summary));

    private static readonly JsonMessage Scope = new JsonMessage().Add("name", 1, Text).Add("version", 2, Text).Add("attributes", 3, Message, KeyValue);

    private static readonly JsonMessage Resource = new JsonMessage()
        .Add("resource", 1, Message, new JsonMessage().Add("attributes", 1, Message, KeyValue))
        .Add("scopeMetrics", 2, Message, new JsonMessage().Add("scope", 1, Message, Scope).Add("metrics", 2, Message, Metric).Add("schemaUrl", 3, Text));

    /// <summary>The request.</summary>
    public static readonly JsonMessage Request = new JsonMessage().Add("resourceMetrics", 1, Message, Resource);

    static OtlpMetricsSchema() => Any
        .Add("stringValue", 1, Text).Add("boolValue", 2, JsonFieldKind.Boolean).Add("intValue", 3, Integer).Add("doubleValue", 4, JsonFieldKind.Double)
        .Add("arrayValue", 5, Message, new JsonMessage().Add("values", 1, Message, Any))
        .Add("kvlistValue", 6, Message, new JsonMessage().Add("values", 1, Message, KeyValue))
        .Add("bytesValue", 7, Base64);
}
